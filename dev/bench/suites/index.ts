import type { Suite } from '../spec';
import { load } from './load';
import { media } from './media';
import { polling } from './polling';
import { reaction } from './reaction';
import { scale } from './scale';
import { trigger } from './trigger';
import { workers } from './workers';

/** All suites, in the order in which they are run and shown. */
export const SUITES: readonly Suite[] = [workers, reaction, polling, media, trigger, load, scale];

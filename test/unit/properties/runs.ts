/** With how many generated calls each property is tried. */
export const RUNS = 100_000;

/** Milliseconds for one property; an idle machine takes a tenth of it. */
export const TIME_LIMIT = 120_000;

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express, { type Router } from 'express';
import { generateCACertificate, getLocal, type Mockttp } from 'mockttp';
import type { Stage } from '../stage';
import { Drive } from './drive';
import { CLIENT, tokenRouter } from './googleAuth';
import { Sheets } from './sheets';
import { Slack } from './slack';
import { Telegram } from './telegram';
import { YouTube } from './youTube';

const LOOPBACK = '127.0.0.1,localhost';

/**
 * The services that n8n's own nodes ask, on this machine: a proxy with a certificate authority of its
 * own answers for them. What is meant for any other host is refused and noted.
 */
export class Services {
	readonly drive = new Drive();
	readonly sheets = new Sheets();
	readonly youTube = new YouTube();
	readonly slack = new Slack();
	readonly telegram = new Telegram();
	/** Requests that nobody here answers for; none ought to be made. */
	readonly refused: string[] = [];

	private readonly folder = mkdtemp(join(tmpdir(), 'n8n-nodes-veo-services-'));
	private proxy?: Mockttp;
	private server?: Server;

	/** Starts; returns the settings with which n8n asks here. */
	async start(): Promise<Record<string, string>> {
		const ca = await generateCACertificate({ commonName: 'n8n-nodes-veo tests' });
		const caFile = join(await this.folder, 'ca.pem');
		await writeFile(caFile, ca.cert);

		this.server = await this.listen();
		const { port } = this.server.address() as AddressInfo;
		this.proxy = getLocal({ https: ca, recordTraffic: false });
		await this.proxy.start();
		// The host that was meant tells the services apart.
		await this.proxy
			.forAnyRequest()
			.thenForwardTo(`http://127.0.0.1:${port}`, { forwarding: { updateHostHeader: false } });
		await this.proxy.on('tls-client-error', (failure) => {
			this.refused.push(`TLS to ${failure.tlsMetadata.sniHostname}: ${failure.failureCause}`);
		});

		const proxyUrl = `http://127.0.0.1:${this.proxy.port}`;
		return {
			...{
				HTTP_PROXY: proxyUrl,
				http_proxy: proxyUrl,
				HTTPS_PROXY: proxyUrl,
				https_proxy: proxyUrl,
			},
			...{ NO_PROXY: LOOPBACK, no_proxy: LOOPBACK },
			NODE_EXTRA_CA_CERTS: caFile,
		};
	}

	/** Saves a credential of each service in n8n, as its user does. */
	async saveCredentials(stage: Stage): Promise<void> {
		await stage.saveCredential('slackApi', { accessToken: this.slack.token });
		await stage.saveCredential('telegramApi', { accessToken: this.telegram.token });
		for (const type of ['googleDriveOAuth2Api', 'googleSheetsOAuth2Api', 'youTubeOAuth2Api']) {
			const id = await stage.saveCredential(type, CLIENT);
			await stage.host.client.consent(id);
		}
	}

	/** Forgets what the services were sent. */
	reset(): void {
		for (const service of [this.drive, this.sheets, this.youTube, this.slack, this.telegram]) {
			service.reset();
		}
		this.refused.length = 0;
	}

	async stop(): Promise<void> {
		await this.proxy?.stop();
		const { server } = this;
		if (server) {
			const closed = new Promise((resolve) => server.close(resolve));
			server.closeAllConnections();
			await closed;
		}
		await rm(await this.folder, { recursive: true });
	}

	private async listen(): Promise<Server> {
		const hosts: Record<string, Router[]> = {
			'oauth2.googleapis.com': [tokenRouter()],
			'www.googleapis.com': [this.drive.router(), this.youTube.router()],
			'sheets.googleapis.com': [this.sheets.router()],
			'slack.com': [this.slack.router()],
			'api.telegram.org': [this.telegram.router()],
		};
		const app = express();
		for (const [host, routers] of Object.entries(hosts)) {
			for (const router of routers) {
				app.use((req, res, next) => (req.hostname === host ? router(req, res, next) : next()));
			}
		}
		// n8n asks its makers for news of its own accord; that is no part of a workflow.
		app.use((req, res, next) => {
			if (req.hostname === 'api.n8n.io') res.status(404).end();
			else next();
		});
		app.use((req, res) => {
			this.refused.push(`${req.method} ${req.hostname}${req.path}`);
			res.status(502).send('Nothing leaves this machine');
		});
		return await new Promise<Server>((resolve, reject) => {
			const listening = app.listen(0, '127.0.0.1', (error) => {
				if (error) reject(error);
				else resolve(listening);
			});
		});
	}
}

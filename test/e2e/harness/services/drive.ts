import { json, Router } from 'express';
import { refuse, signedIn } from './googleAuth';
import { resumableUploads, type Uploaded } from './resumableUploads';

const PATH = '/drive/v3/files';

/** A file in Google Drive. */
export interface DriveFile extends Uploaded {
	id: string;
	name: string;
	/** What a browser opens. */
	link: string;
}

/** A stand-in for Google Drive. */
export class Drive {
	readonly files: DriveFile[] = [];
	/** Whether no more fits in. */
	isFull = false;

	router(): Router {
		const router = Router();
		const refusal = () =>
			this.isFull ? "The user's Drive storage quota has been exceeded." : undefined;
		router.use(
			resumableUploads(`/upload${PATH}`, refusal, (upload) => resource(this.store(upload))),
		);
		router.patch(`${PATH}/:id`, signedIn, json(), (req, res) => {
			const file = this.files.find(({ id }) => id === req.params.id);
			if (!file) {
				refuse(res, 404, 'NOT_FOUND', `File not found: ${String(req.params.id)}.`);
				return;
			}
			const { name = file.name } = req.body as { name?: string };
			file.name = name;
			const all = resource(file);
			const { kind, id, mimeType } = all;
			res.json(req.query.fields === '*' ? all : { kind, id, name, mimeType });
		});
		return router;
	}

	reset(): void {
		this.files.length = 0;
		this.isFull = false;
	}

	private store(upload: Uploaded): DriveFile {
		// As the real ones, with characters that mean something in Markdown.
		const id = `1_Film-${this.files.length + 1}_x`;
		const file = {
			...upload,
			id,
			name: String(upload.metadata.name),
			link: `https://drive.google.com/file/d/${id}/view?usp=drivesdk`,
		};
		this.files.push(file);
		return file;
	}
}

function resource({ id, name, mimeType, link, bytes, metadata }: DriveFile) {
	return {
		kind: 'drive#file',
		...{ id, name, mimeType, webViewLink: link, parents: metadata.parents },
		size: String(bytes.length),
	};
}

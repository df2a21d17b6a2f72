import { json, Router, type Request, type Response } from 'express';
import { refuse, signedIn } from './googleAuth';

/** Of the only spreadsheet. */
const ID = 'spreadsheet-of-the-tests-0123456789';
const TITLE = 'Sheet1';

/** A stand-in for Google Sheets, with one spreadsheet of one sheet. */
export class Sheets {
	readonly id = ID;
	/** The cells by row; the first row names the columns. */
	rows: unknown[][] = [];

	router(): Router {
		const router = Router();
		const spreadsheet = `/v4/spreadsheets/${ID}`;
		router.get(spreadsheet, signedIn, (_req, res) => {
			res.json({ sheets: [{ properties: { sheetId: 0, title: TITLE, index: 0 } }] });
		});
		// A colon begins a parameter where it stands in the text of a path.
		router.post(/\/values:batchUpdate$/, signedIn, json(), (req, res) => this.write(req, res));
		router.get(`${spreadsheet}/values/:range`, signedIn, (req, res) => {
			const range = String(req.params.range);
			if (!/^'?Sheet1'?(!A:Z+)?$/.test(range)) {
				refuse(res, 400, 'INVALID_ARGUMENT', `Unable to parse range: ${range}`);
				return;
			}
			res.json({ range, majorDimension: 'ROWS', values: this.rows });
		});
		return router;
	}

	/** The rows below the first, by the names of the columns. */
	records(): Array<Record<string, unknown>> {
		const [names = [], ...rows] = this.rows;
		return rows.map((row) => Object.fromEntries(names.map((name, at) => [name, row[at] ?? ''])));
	}

	reset(): void {
		this.rows = [];
	}

	private write(req: Request, res: Response): void {
		const { data } = req.body as { data: Array<{ range: string; values: unknown[][] }> };
		for (const { range, values } of data) {
			const cell = /^Sheet1!([A-Z])(\d+)$/.exec(range);
			if (!cell) {
				refuse(res, 400, 'INVALID_ARGUMENT', `Unable to parse range: ${range}`);
				return;
			}
			const [column, row] = [cell[1].charCodeAt(0) - 65, Number(cell[2]) - 1];
			(this.rows[row] ??= [])[column] = values[0][0];
		}
		res.json({ spreadsheetId: ID, totalUpdatedCells: data.length });
	}
}

/** The files that figures rest on, so that they can be told from later versions of themselves. */
export interface InputFile {
  /** As the command line names it. */
  readonly file: string;
  /** Of its bytes, in hexadecimal: what `sha256sum` prints. */
  readonly sha256: string;
}

export interface HistoryInput extends InputFile {
  /** Rows that are used, with the first and the last date. */
  readonly rows: number;
  readonly from: string;
  readonly to: string;
  /** Rows that were not over at the market's time. */
  readonly rowsLeftOut: number;
}

export interface MarginInputs {
  readonly book: InputFile;
  /** A market file or a scenario. */
  readonly market: InputFile;
  readonly history: HistoryInput | null;
}

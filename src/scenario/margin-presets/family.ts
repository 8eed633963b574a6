export interface MarginFamily {
  readonly name: string;
}

/** How much memory a run may count on, from what the system says about it. */

export interface MachineMemory {
  /** What the process can have at most. */
  readonly totalBytes: number;
  /** What nothing else uses at the moment. */
  readonly freeBytes: number;
}

export interface MemoryReading {
  readonly machineBytes: number;
  readonly freeBytes: number;
  /** A container's limit; 0, or more than there is, when nothing limits the process. */
  readonly limitBytes: number;
}

export function describeMemory({ machineBytes, freeBytes, limitBytes }: MemoryReading): MachineMemory {
  const totalBytes = limitBytes > 0 ? Math.min(machineBytes, limitBytes) : machineBytes;
  return { totalBytes, freeBytes: Math.min(totalBytes, freeBytes) };
}

import type { Params } from '../parameters.ts';
import type { EmulatorState, StoredFile } from '../state.ts';

/** `gone` fires when the caller hangs up, which ends a long poll. */
export type Call = { params: Params; files: Map<string, StoredFile>; gone: AbortSignal };
export type Method = (state: EmulatorState, call: Call) => unknown;

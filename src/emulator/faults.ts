import type { EmulatorFault } from './model.ts';

type Armed = { fault: EmulatorFault; left: number };
export type FaultState = { armed: Armed[]; delays: Set<() => void> };

export function injectFault(faults: FaultState, fault: EmulatorFault): void {
  faults.armed.push({ fault, left: fault.times ?? 1 });
}

export function clearFaults(faults: FaultState): void {
  faults.armed = [];
}

/** Waits out the delays armed for this call, then hands over the first other fault, if there is one. */
export async function takeFault(
  faults: FaultState,
  method: string,
  chatId: number | undefined,
): Promise<Exclude<EmulatorFault, { kind: 'delay' }> | undefined> {
  const delay = take(faults, method, chatId, true);
  if (delay?.kind === 'delay') await wait(faults, delay.ms);
  const fault = take(faults, method, chatId, false);
  return fault?.kind === 'delay' ? undefined : fault;
}

/** Lets every delayed call go on at once, so that the server can close. */
export function endDelays(faults: FaultState): void {
  for (const end of faults.delays) end();
}

function take(
  faults: FaultState,
  method: string,
  chatId: number | undefined,
  delays: boolean,
): EmulatorFault | undefined {
  const armed = faults.armed.find(
    ({ fault }) => (fault.kind === 'delay') === delays && matches(fault, method, chatId),
  );
  if (armed === undefined) return undefined;
  armed.left -= 1;
  if (armed.left <= 0) faults.armed = faults.armed.filter((other) => other !== armed);
  return armed.fault;
}

function matches(fault: EmulatorFault, method: string, chatId: number | undefined): boolean {
  if (fault.method !== '*' && fault.method.toLowerCase() !== method.toLowerCase()) return false;
  return fault.chatId === undefined || fault.chatId === chatId;
}

function wait(faults: FaultState, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      faults.delays.delete(end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    faults.delays.add(end);
  });
}

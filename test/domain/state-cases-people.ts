import type { Position } from '../../src/domain/stage.ts';
import { ada, jobOf, policy, waitsForEffect } from './canonical-facts.ts';
import type { StateCase } from './state-case.ts';

const working = ({ step }: Position) => step === 'work';
const stop = () => ({ type: 'stop', by: ada }) as const;
const cancel = () => ({ type: 'cancel', by: ada }) as const;
const retry = () => ({ type: 'retry', hint: '', by: ada }) as const;

/** What people say, wherever the task stands. */
export const peopleCases: StateCase[] = [
  { name: '/stop', signal: stop },
  {
    name: '/stop before its run',
    only: working,
    facts: (at) => ({ live: false, job: jobOf(at, { status: 'queued' }) }),
    signal: stop,
  },
  { name: '/pause now', signal: () => ({ type: 'paused', emergency: false, by: ada }) },
  { name: '/stop all', signal: () => ({ type: 'paused', emergency: true, by: ada }) },
  { name: '/cancel', signal: cancel },
  {
    name: '/cancel of what asks',
    signal: cancel,
    facts: () => ({ attention: 'refused' }),
    only: ({ step }) => step === 'merge',
  },
  {
    name: '/cancel before its run',
    only: working,
    facts: (at) => ({ live: false, job: jobOf(at, { status: 'queued' }) }),
    signal: cancel,
  },
  {
    name: '/cancel before its run, merged by hand',
    only: ({ stage, step }) => step !== 'merge' && (stage !== 'deploy' || step === 'thaw'),
    facts: (at) => ({
      live: false,
      job: at.step === 'work' ? jobOf(at, { status: 'queued' }) : null,
      landedByHand: true,
    }),
    signal: cancel,
  },
  {
    name: '/retry of what asks',
    only: ({ stage, step }) => stage === 'created' || step !== 'rest',
    facts: (at) => ({
      attention: at.step === 'work' ? 'failed' : 'refused',
      live: false,
      job: at.step === 'work' ? jobOf(at, { status: 'failed' }) : null,
    }),
    signal: retry,
  },
  {
    name: '/retry of what asks, no CI any more',
    only: ({ step }) => step === 'ci',
    facts: () => ({ attention: 'refused', live: false, policy: { ...policy, ci: false } }),
    signal: retry,
  },
  {
    name: '/retry of a job put off',
    only: working,
    facts: (at) => ({ live: false, job: jobOf(at, { status: 'queued', putOff: true }) }),
    signal: retry,
  },
  {
    name: '/retry of a job whose account was wrong',
    only: working,
    facts: (at) => ({ live: false, accountHeld: true, job: jobOf(at, { status: 'queued' }) }),
    signal: retry,
  },
  {
    name: 'the budget raised, where that is what it asks for',
    only: working,
    facts: (at) => ({ attention: 'budget', live: false, job: jobOf(at, { status: 'failed' }) }),
    signal: () => ({ type: 'raised', why: 'the budget was raised', by: ada }),
  },
  {
    name: '/retry of an effect that failed and is put off',
    only: waitsForEffect,
    facts: () => ({ live: false, effectPutOff: true }),
    signal: retry,
  },
  {
    name: '/retry where only a job of another stage is queued',
    only: working,
    facts: (at) => ({ live: false, job: { ...jobOf(at, { status: 'queued' }), role: 'janitor' } }),
    signal: retry,
  },
  {
    name: '/retry of a question, with an answer',
    only: working,
    facts: (at) => ({ attention: 'question', live: false, job: jobOf(at, { status: 'failed' }) }),
    signal: () => ({ type: 'retry', hint: 'the first', by: ada }),
  },
];

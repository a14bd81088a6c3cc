import type { OutcomeKind } from '../domain/outcome.ts';

export type JobRow = {
  id: number;
  agent: string;
  repo: string;
  task_id: number | null;
  task_content: string | null;
  status: 'queued' | 'running' | 'done' | 'failed';
  /** Of its task. */
  priority: number;
  attempts: number;
  max_attempts: number;
  transient_attempts: number;
  run_id: number | null;
  error: string | null;
  notes: string | null;
  outcome: OutcomeKind | null;
  available_at: string | null;
  created_at: string | null;
  started_at: string | null;
  finished_at: string | null;
  pid: number | null;
};

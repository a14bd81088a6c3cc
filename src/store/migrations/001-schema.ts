export type Table = { columns: Record<string, string>; key?: string };

const createdNow = "TEXT DEFAULT (datetime('now'))";

/** The schema of the earlier installation, name by name; every table and column of it may be missing in a file. */
export const earlierTables: Record<string, Table> = {
  events: {
    columns: {
      id: 'INTEGER PRIMARY KEY AUTOINCREMENT',
      timestamp: createdNow,
      source: 'TEXT NOT NULL',
      event_type: 'TEXT NOT NULL',
      payload: 'TEXT NOT NULL',
      processed: 'INTEGER DEFAULT 0',
      delivery_id: 'TEXT',
    },
  },
  tasks: {
    columns: {
      id: 'INTEGER PRIMARY KEY AUTOINCREMENT',
      plane_id: 'TEXT',
      work_item_id: 'TEXT',
      repo: 'TEXT NOT NULL',
      branch: 'TEXT',
      stage: "TEXT DEFAULT 'created'",
      agent_running: 'TEXT',
      created_at: createdNow,
      updated_at: createdNow,
      plane_issue_id: 'TEXT',
      tracker_message_id: 'INTEGER',
      title: 'TEXT',
      brd_review_started_at: 'TEXT',
      brd_review_ended_at: 'TEXT',
    },
  },
  agent_runs: {
    columns: {
      id: 'INTEGER PRIMARY KEY AUTOINCREMENT',
      task_id: 'INTEGER REFERENCES tasks(id)',
      agent: 'TEXT NOT NULL',
      started_at: createdNow,
      finished_at: 'TEXT',
      exit_code: 'INTEGER',
      output_path: 'TEXT',
      input_tokens: 'INTEGER',
      output_tokens: 'INTEGER',
      cache_read_tokens: 'INTEGER',
      cache_creation_tokens: 'INTEGER',
      cost_usd: 'REAL',
      model: 'TEXT',
      effort: 'TEXT',
    },
  },
  jobs: {
    columns: {
      id: 'INTEGER PRIMARY KEY AUTOINCREMENT',
      agent: 'TEXT NOT NULL',
      repo: 'TEXT NOT NULL',
      task_id: 'INTEGER',
      task_content: 'TEXT',
      status: "TEXT NOT NULL DEFAULT 'queued'",
      attempts: 'INTEGER NOT NULL DEFAULT 0',
      max_attempts: 'INTEGER NOT NULL DEFAULT 2',
      run_id: 'INTEGER',
      error: 'TEXT',
      transient_attempts: 'INTEGER NOT NULL DEFAULT 0',
      available_at: 'TEXT',
      created_at: createdNow,
      started_at: 'TEXT',
      finished_at: 'TEXT',
      pid: 'INTEGER',
    },
  },
  job_deps: {
    columns: {
      task_id: 'INTEGER NOT NULL',
      depends_on_task_id: 'INTEGER NOT NULL',
      created_at: createdNow,
    },
    key: 'PRIMARY KEY (task_id, depends_on_task_id)',
  },
  tracker_messages: {
    columns: {
      task_id: 'INTEGER NOT NULL',
      message_id: 'INTEGER NOT NULL',
      created_at: createdNow,
      deleted_at: 'TEXT',
    },
    key: 'PRIMARY KEY (task_id, message_id)',
  },
  repo_freeze: {
    columns: {
      id: 'INTEGER PRIMARY KEY AUTOINCREMENT',
      repo: 'TEXT NOT NULL',
      frozen_at: "TEXT NOT NULL DEFAULT (datetime('now'))",
      reason: 'TEXT',
      work_item_id: 'TEXT',
      cleared_at: 'TEXT',
    },
  },
};

/** Beside `idx_events_delivery`, which depends on the rows. */
export const earlierIndexes = {
  idx_jobs_status: 'jobs(status, id)',
  idx_job_deps_task: 'job_deps(task_id)',
  idx_job_deps_depends: 'job_deps(depends_on_task_id)',
  idx_tracker_messages_open: 'tracker_messages(task_id) WHERE deleted_at IS NULL',
  idx_repo_freeze_active: 'repo_freeze(repo, cleared_at)',
} as const satisfies Record<string, string>;

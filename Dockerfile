FROM node:24-bookworm-slim

# git for the clones, tini to reap what agents leave behind.
RUN apt-get update \
  && apt-get install -y --no-install-recommends git ca-certificates openssh-client tini \
  && rm -rf /var/lib/apt/lists/*

WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev
COPY bin bin
COPY src src

ENV NODE_ENV=production DB_PATH=/data/signalbox.db WORKSPACE_DIR=/data/workspace RUNS_DIR=/data/runs \
  PROJECTS_FILE=/config/projects.yaml HTTP_HOST=0.0.0.0 HTTP_PORT=8080
RUN mkdir -p /data /config && chown node:node /data
USER node
VOLUME ["/data", "/config"]
EXPOSE 8080
HEALTHCHECK CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.HTTP_PORT + '/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["tini", "--", "node", "--max-semi-space-size=1", "bin/signalbox.js"]
CMD ["start"]

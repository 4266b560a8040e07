# The bot in teams mode: the bundle alone, without npm, as a user without rights, on a root that may be read-only.
#   docker build --tag azure-backup-chatops .
FROM node:24.21.0-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build \
    && rm -rf dist/playground dist/bench dist/simulation dist/tools/generate.* dist/tools/package.* \
    && find dist -name "*.map" -delete

FROM node:24.21.0-slim
LABEL org.opencontainers.image.title="Azure Backup ChatOps" \
    org.opencontainers.image.description="A Microsoft Teams bot for Azure VM backups" \
    org.opencontainers.image.licenses="MIT"
# Node's options: a sixth less memory. What V8 compiled is good for the same options alone.
ENV NODE_OPTIONS="--max-semi-space-size=4 --v8-pool-size=1" \
    NODE_ENV=production \
    BOT_MODE=teams \
    PORT=3978
WORKDIR /app
COPY --from=build /app/dist ./dist
COPY LICENSE ./
# V8's compiled code of the bundle lies beside it, by user. Without settings the bot ends with status 2 once it has
# loaded, and Node writes what it compiled.
RUN mkdir cache && chown 1000:1000 cache
# The image's user `node`, by number: whoever must see that it is not root can.
USER 1000:1000
ENV NODE_COMPILE_CACHE=/app/cache
RUN node dist/index.js || test $? -eq 2
EXPOSE 3978
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/index.js"]

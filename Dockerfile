# One image for the tool, the service and the migrations; the command decides which of them runs.
FROM node:24-bookworm AS build
WORKDIR /app
# The headers of Node are in the image: if better-sqlite3 must be compiled, nothing more is fetched.
ENV npm_config_nodedir=/usr/local
COPY package.json package-lock.json .npmrc ./
COPY vendor ./vendor
RUN npm ci --include=dev --no-audit --no-fund
COPY . .
RUN npm run build
RUN npm prune --omit=dev --no-audit --no-fund
# What runs: the compiled program without its tests, the templates and the translations.
RUN mkdir /out \
  && cp -r package.json dist node_modules public vendor /out/ \
  && cp --parents scripts/healthcheck.mjs /out/ \
  && find lti-tool service -type f \( -name '*.ejs' -o -name '*.json' \) -exec cp --parents {} /out/ \; \
  && rm -rf /out/dist/demo /out/dist/bench /out/dist/test \
  && find /out/dist -depth -type d -name test -exec rm -rf {} \;

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080
WORKDIR /app
COPY --from=build /out ./
# A volume that is put here begins with the folder's owner.
RUN install -d -o node -g node -m 700 /files
USER node
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 \
  CMD ["node", "scripts/healthcheck.mjs"]
# Node handles SIGTERM itself: requests under way end, then the process does.
CMD ["node", "--max-semi-space-size=64", "dist/lti-tool/main.js"]

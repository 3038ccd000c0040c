# docker build -t ullage .
# Of this image only npm and the C library are used: the Node that builds and runs is the one that package-lock.json pins.
ARG BUILD_IMAGE=node:24-bookworm-slim
FROM ${BUILD_IMAGE} AS build
WORKDIR /src
COPY package.json package-lock.json ./
# No install script runs but that of the package that brings Node.
RUN npm ci --ignore-scripts && npm rebuild node && node_modules/.bin/node --version
COPY tsconfig.base.json tsconfig.node.json tsconfig.pure.json LICENSE README.md CHANGELOG.md ./
COPY fixtures/recordings/table-full-assured fixtures/recordings/table-full-assured
COPY bin bin
COPY src src
RUN node_modules/.bin/tsc -b tsconfig.node.json && node_modules/.bin/node src/generate/pack-program.ts && node_modules/.bin/node src/generate/assemble-image.ts /image

FROM scratch
COPY --from=build /image/ /
WORKDIR /opt/ullage
ENV PATH=/usr/local/bin
# Of root's powers the pod keeps two capabilities; files such as /proc/slabinfo are root's own.
USER 0
EXPOSE 9855
STOPSIGNAL SIGTERM
# What keeps the agent small of flags and environment the program sets itself.
ENTRYPOINT ["/usr/local/bin/node", "/opt/ullage/bin/ullage.js"]
CMD ["agent"]

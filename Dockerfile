# syntax=docker/dockerfile:1
# docker build -t hamzaban --build-arg VERSION=$(git describe --tags --always) .
# docker run -d --name hamzaban --restart unless-stopped --stop-timeout 25 \
#   --env-file .env -v hamzaban:/data hamzaban

FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=dev
ARG COMMIT=
# The same script proves these files in a chroot where there is no Docker.
RUN scripts/image-root.sh build /image

FROM scratch
COPY --from=build /image/hamzaban /hamzaban
COPY --from=build /image/etc /etc
COPY --from=build --chown=65532:65532 /image/tmp /tmp
COPY --from=build --chown=65532:65532 /image/data /data
USER 65532:65532
ENV DATABASE_URL=/data/hamzaban.db
VOLUME /data
# The HTTP side stays on the container's own loopback, where the health check
# asks for it. For a webhook set LISTEN_ADDR=0.0.0.0:8080 and publish the port.
HEALTHCHECK --interval=30s --timeout=5s --start-period=15s CMD ["/hamzaban", "healthcheck"]
ENTRYPOINT ["/hamzaban"]
CMD ["run"]

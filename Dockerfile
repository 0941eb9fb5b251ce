# synfin-server and synfin-client in one small image: it serves /srv/www on port 80, as nobody's user, and writes nothing.
#
#   docker build -t synfin .
#   docker run --rm --read-only --cap-drop ALL -p 8080:80 -v "$PWD/my-site:/srv/www:ro" synfin
#   docker run --rm --network host --entrypoint synfin-client synfin load http://127.0.0.1:8080/

ARG BASE=debian:trixie-slim

FROM ${BASE} AS build
WORKDIR /src
# First what changes seldom, so that a change in the code does not install the packages anew.
COPY scripts/setup scripts/setup
RUN scripts/setup build
COPY . .
RUN scripts/build release synfin-server synfin-client && cmake --install build/release --prefix /usr --strip

FROM ${BASE}
# What `ldd` says of the two programs, beyond the C and C++ libraries; and the authorities that the client trusts.
RUN apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends ca-certificates libbrotli1 libcrypt1 libexpat1 libfmt10 libllhttp9.2 libnghttp2-14 libpcap0.8t64 \
      libssl3t64 libstdc++6 libtomlplusplus3t64 libxxhash0 libzstd1 zlib1g \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/archives/*.deb /var/log/apt /var/log/dpkg.log
COPY --from=build /usr/bin/synfin-server /usr/bin/synfin-client /usr/bin/
COPY config/site /srv/www

# The same as in CMakeLists.txt: tests/end_to_end/container_test.py compares.
ARG VERSION=0.1.0
LABEL org.opencontainers.image.title="synfin" \
      org.opencontainers.image.description="A static HTTP server and its load generator" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.licenses="MIT"

# No file capability: port 80 is open to every user in a container's own network (Docker and Kubernetes see to that),
# and a capability on the file would keep it from starting where all of them are dropped.
USER 65532:65532
WORKDIR /srv/www
EXPOSE 80 443
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s CMD ["synfin-client", "check", "http://127.0.0.1/"]
ENTRYPOINT ["synfin-server"]
CMD ["/srv/www"]

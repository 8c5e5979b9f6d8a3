# syntax=docker.io/docker/dockerfile:1
# The root drive of the Cartesi machine: Debian for riscv64, its Node 20, Cartesi's guest tools and the back-end, one
# file. There is no key and no genesis in it: they come on a drive of their own (cartesi.toml, docs/cartesi-machine.md).

# Packages are those of this day, no matter when the image is built.
ARG DEBIAN_SNAPSHOT=20261101T000000Z
ARG MACHINE_GUEST_TOOLS_VERSION=0.18.0
ARG MACHINE_GUEST_TOOLS_SHA256SUM=204d4260defd68e11b957ae1f1b511b6c2c74345c918748be06f592733b72dcd

################################################################################
# The bundle, built on whatever machine this is: it is JavaScript without add-ons.
FROM --platform=$BUILDPLATFORM node:24-trixie-slim AS build

WORKDIR /build
COPY . .
RUN npm ci --ignore-scripts && npm run build:dapp

################################################################################
# What the machine boots. Debian is riscv64's from trixie on.
FROM --platform=linux/riscv64 debian:trixie-slim

ARG DEBIAN_SNAPSHOT
ARG MACHINE_GUEST_TOOLS_VERSION
ARG MACHINE_GUEST_TOOLS_SHA256SUM
ADD --checksum=sha256:${MACHINE_GUEST_TOOLS_SHA256SUM} \
  https://github.com/cartesi/machine-guest-tools/releases/download/v${MACHINE_GUEST_TOOLS_VERSION}/machine-guest-tools_riscv64.deb \
  /tmp/machine-guest-tools_riscv64.deb

# apt verifies the archive's signature, so plain HTTP will do: the slim image has no certificates.
ARG DEBIAN_FRONTEND=noninteractive
# The snapshot fixes every package's version.
# hadolint ignore=DL3008
RUN <<EOT
set -eu
rm -f /etc/apt/sources.list /etc/apt/sources.list.d/*
for archive in "debian trixie" "debian-security trixie-security"; do
  set -- ${archive}
  echo "deb [check-valid-until=no] http://snapshot.debian.org/archive/$1/${DEBIAN_SNAPSHOT} $2 main" \
    >> /etc/apt/sources.list
done
apt-get update
apt-get install -y --no-install-recommends busybox-static nodejs /tmp/machine-guest-tools_riscv64.deb
rm -rf /tmp/*.deb /var/lib/apt/lists/* /var/log/* /var/cache/* /usr/share/doc /usr/share/man /usr/share/locale
# The machine's init runs the command as this user.
getent passwd dapp || useradd --system --no-create-home dapp
# Better here than in a machine that halts at its first boot.
command -v rollup-init rollup-http-server node
node -e 'process.exit(process.versions.node.startsWith("20.") ? 0 : 1)'
EOT

WORKDIR /opt/cartesi/dapp
COPY --from=build /build/dapp/dist/dapp.mjs .

ENV ROLLUP_HTTP_SERVER_URL="http://127.0.0.1:5004"
ENTRYPOINT ["rollup-init"]
USER dapp
CMD ["node", "--max-old-space-size=1536", "dapp.mjs", "--genesis", "/mnt/deployment/genesis.json", "--key", "/mnt/deployment/application.key", "--warm-up"]

#!/usr/bin/env bash
# Builds the image of one service and starts it as ECS does: read-only root, no capabilities, its own user.
# Usage: scripts/try-image.sh SERVICE   (ENGINE=podman for another engine)
set -euo pipefail
cd "$(dirname "$0")/.."
service=${1:?usage: scripts/try-image.sh SERVICE}
engine=${ENGINE:-docker}
image="try-$service:local"

"$engine" build --file app/Dockerfile --build-arg SERVICE="$service" --build-arg RELEASE_VERSION=local --tag "$image" .
container=$("$engine" run --detach --read-only --cap-drop ALL --security-opt no-new-privileges \
  --env SERVICE_NAME="$service" --env ENVIRONMENT_NAME=local --env DRAIN_SECONDS=1 \
  --env CATALOG_URL=http://127.0.0.1:9 --publish 127.0.0.1::8080 "$image")
trap '"$engine" rm --force "$container" >/dev/null' EXIT
address=$("$engine" port "$container" 8080 | head -n 1)

for _ in $(seq 1 50); do
  if curl --silent --fail "http://$address/ready" >/dev/null; then ready=yes && break; fi
  sleep 0.2
done
if [ -z "${ready:-}" ]; then
  "$engine" logs "$container"
  echo "$service did not become ready within 10 seconds" >&2
  exit 1
fi
echo "answers: $(curl --silent --fail "http://$address/api/version")"
echo "user:    $("$engine" exec "$container" id -u)"
echo "size:    $("$engine" image inspect --format '{{.Size}}' "$image") bytes"
if [ "$("$engine" exec "$container" id -u)" = 0 ]; then echo "the service runs as root" >&2 && exit 1; fi

"$engine" stop --time 10 "$container" >/dev/null
code=$("$engine" inspect --format '{{.State.ExitCode}}' "$container")
echo "SIGTERM: exit code $code"
[ "$code" = 0 ]

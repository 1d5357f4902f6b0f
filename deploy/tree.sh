#!/bin/sh
# The programs Stoa runs, unpacked from Debian 13's packages into a folder of ours: nothing is installed on the host.
#
#   deploy/tree.sh servers|clients current|lists|download|unpack
#
# servers  $STOA_HOME/tree: ejabberd, PostgreSQL, nginx, ClamAV and the Erlang compiler
# clients  $STOA_HOME/tree-clients: Profanity and Chromium, for the tests
# current  exit 0 when the tree is made; the other stages follow one another and may be repeated after any interruption.
# The mirrors are those of the host's own apt configuration. Needs STOA_HOME (absolute) and, to unpack, its venv (or STOA_VENV).
set -eu
umask 022

suite=trixie
minimum_ejabberd=26.07
recipe=2 # raise it when a tree made by an older version of this script must be made again

kind=$1
stage=$2
case $kind in
  servers)
    tree=$STOA_HOME/tree
    wanted="ejabberd erlang-p1-pgsql postgresql-17 nginx-light libnginx-mod-http-brotli-static libnginx-mod-http-brotli-filter clamav-daemon clamav-freshclam"
    ;;
  clients)
    tree=$STOA_HOME/tree-clients
    wanted="profanity-light ncurses-base chromium-headless-shell fonts-dejavu-core"
    ;;
  *) echo "tree.sh: unknown tree: $kind" >&2; exit 2 ;;
esac

# Never run from the tree, so they and what only they need stay away: installers' helpers, service managers, graphics
# drivers and the compiler behind PostgreSQL's JIT (which is off when its library is absent).
stand_ins="adduser base-files base-passwd ca-certificates coreutils dash debconf debianutils dpkg grep init-system-helpers
  iproute2 libc-bin libgl1-mesa-dri libjson-perl libllvm19 libpam-modules libpam-modules-bin libpam-runtime locales login.defs
  logrotate lsb-base mawk mount netbase openssl passwd perl perl-base postgresql-client-common postgresql-common postgresql-common-dev
  procps sed sensible-utils ssl-cert systemd sysvinit-utils tzdata ucf x11-common x11-utils xdg-utils"

key="recipe $recipe: $wanted in $tree"
state=$STOA_HOME/cache/apt
debs=$STOA_HOME/cache/debs
list=$state/$kind.list
export APT_CONFIG="$state/apt.conf"

die() {
  echo "$*" >&2
  exit 1
}

is_current() {
  [ -f "$tree/.stamp" ] || return 1
  IFS= read -r found <"$tree/.stamp" || return 1
  [ "$found" = "$key" ]
}

# Prints the sites of the host's index targets that match an expression on "release component site".
host_sites() {
  env -u APT_CONFIG apt-get indextargets --format '$(RELEASE) $(COMPONENT) $(SITE)' 'Created-By: Packages' |
    grep -v ' cdrom:' | sed -nE "s#$1#\\1#p" | awk '!seen[$0]++'
}

configure_apt() {
  mkdir -p "$state/lists/partial" "$state/archives/partial" "$debs/partial"
  architecture=$(dpkg --print-architecture)
  : >"$state/status.part"
  for package in $stand_ins; do
    printf 'Package: %s\nStatus: install ok installed\nArchitecture: %s\nMulti-Arch: foreign\nVersion: 99:0\nMaintainer: none\nDescription: stand-in\n\n' \
      "$package" "$architecture" >>"$state/status.part"
  done
  mv "$state/status.part" "$state/status"
  {
    cat <<CONF
Dir::Etc::sourcelist "$state/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::main "/dev/null";
Dir::Etc::parts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::State "$state";
Dir::State::lists "$state/lists";
Dir::State::status "$state/status";
Dir::State::extended_states "$state/extended_states";
Dir::Cache "$state";
Dir::Cache::archives "$debs";
Dir::Log "$state";
Acquire::Languages "none";
Acquire::Retries "3";
Acquire::AllowInsecureRepositories "false";
Acquire::AllowDowngradeToInsecureRepositories "false";
APT::Get::AllowUnauthenticated "false";
APT::Update::Error-Mode "any";
APT::Install-Recommends "false";
APT::Sandbox::User "";
CONF
    # how the host reaches its mirrors: proxies, certificates, address family
    env -u APT_CONFIG apt-config dump | grep -E '^Acquire::(http|https|tor|socks|ForceIPv)' || true
  } >"$APT_CONFIG"
}

write_sources() { # $1 mirror, $2 security mirror or nothing
  signed='[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]'
  {
    for release in $suite $suite-updates $suite-backports; do
      echo "deb $signed $1 $release main"
    done
    [ -z "$2" ] || echo "deb $signed $2 $suite-security main"
  } >"$state/sources.list"
}

lists() {
  command -v apt-get >/dev/null || die "There is no apt-get: Stoa takes its servers from Debian's packages and needs Debian 12 or 13."
  [ -f /usr/share/keyrings/debian-archive-keyring.gpg ] ||
    die "Debian's signing keys are missing: install debian-archive-keyring (Debian 12 or 13 has it)."
  case $(dpkg --print-architecture) in
    amd64 | arm64) ;;
    *) die "The architecture $(dpkg --print-architecture) is not supported: amd64 and arm64 are." ;;
  esac
  configure_apt
  # One fetch serves both trees; a download that fails asks for a new one.
  [ -z "$(find "$state/fetched" -mmin -60 2>/dev/null)" ] || return 0
  codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-stable}")
  mirror=$(host_sites '^[^ ]+ main ([^ ]+/debian/?)$' | head -n 1)
  [ -n "$mirror" ] || mirror=$(host_sites "^$codename main ([^ ]+)\$" | head -n 1)
  [ -n "$mirror" ] || die "No Debian mirror in this machine's apt configuration (/etc/apt/sources.list, sources.list.d)."
  security=$(host_sites '^[^ ]+-security[^ ]* main ([^ ]+)$' | head -n 1)
  near=${mirror%/}
  for site in $security "$near-security" "$mirror"; do
    write_sources "$mirror" "$site"
    if apt-get update -q; then
      : >"$state/fetched"
      return 0
    fi
    [ -z "$security" ] || break
  done
  if [ -s "$list" ] && ls "$state"/lists/*Packages* >/dev/null 2>&1; then
    echo "The mirror did not answer: going on with the lists of the last time."
    return 0
  fi
  [ -n "$security" ] || {
    write_sources "$mirror" ""
    apt-get update -q && echo "WARNING: no mirror of $suite-security found: only point releases are fetched." && return 0
  }
  die "Debian 13's package lists could not be had from this machine's mirror (NO_PUBKEY above: upgrade debian-archive-keyring)."
}

download() {
  # shellcheck disable=SC2086
  apt-get install -s -y -t "$suite-backports" $wanted >"$state/$kind.plan" || die "The packages do not fit together."
  awk '/^Inst/ { v = $3; if (v ~ /^\[/) v = $4; gsub(/[()]/, "", v); print $2 "=" v }' "$state/$kind.plan" >"$list.part"
  version=$(sed -n 's/^ejabberd=//p' "$list.part")
  if [ "$kind" = servers ] && ! dpkg --compare-versions "${version:-0}" ge "$minimum_ejabberd"; then
    die "The mirror offers ejabberd ${version:-not at all}; Stoa needs $minimum_ejabberd or newer: older releases let any user sign in as any other."
  fi
  # shellcheck disable=SC2086
  apt-get install -q --download-only -y -t "$suite-backports" $wanted || {
    rm -f "$state/fetched"
    die "Not all packages could be downloaded."
  }
  mv "$list.part" "$list"
}

# Prints "program PATH" for each executable with an interpreter and "library PATH" for each library with its own search path.
find_elf() {
  "$python" - "$1" <<'PY'
import os
import struct
import sys

for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        path = os.path.join(folder, name)
        if os.path.islink(path) or not os.path.isfile(path):
            continue
        with open(path, "rb") as file:
            head = file.read(64)
            if head[:6] != b"\x7fELF\x02\x01":
                continue
            offset, size, count = (
                struct.unpack_from("<Q", head, 32)[0],
                *struct.unpack_from("<HH", head, 54),
            )
            file.seek(offset)
            table = file.read(size * count)
            headers = [struct.unpack_from("<IIQQQQ", table, i * size) for i in range(count)]
            dynamic = b""
            for kind, _, start, _, _, length in headers:
                if kind == 2:
                    file.seek(start)
                    dynamic = file.read(length)
            tags = {struct.unpack_from("<Q", dynamic, i)[0] for i in range(0, len(dynamic) - 15, 16)}
            if any(kind == 3 for kind, *_ in headers) and ".so" not in name:
                print("program", path)
            elif tags & {15, 29}:
                print("library", path)
PY
}

patch() { # $1 the folder, patched for its later place $tree
  loader=$(cd "$1" && ls usr/lib64/ld-linux-*.so.* usr/lib/ld-linux-*.so.* 2>/dev/null | head -n 1)
  libraries=$(cd "$1" && ls -d usr/lib/*-linux-gnu*/libc.so.6)
  [ -n "$loader" ] && [ -n "$libraries" ] || die "The C library is not among the unpacked packages."
  search=$tree/${libraries%/libc.so.6}
  search=$search:$search/pulseaudio # PulseAudio's libraries keep one of their own there
  find_elf "$1" >"$state/$kind.elf"
  sed -n 's/^program //p' "$state/$kind.elf" | tr '\n' '\0' |
    xargs -0 -n 8 -P "$(nproc)" "$patchelf" --set-interpreter "$tree/$loader" --force-rpath --set-rpath "$search"
  sed -n 's/^library //p' "$state/$kind.elf" | tr '\n' '\0' | xargs -0 -r "$patchelf" --remove-rpath
}

unpack() {
  venv=${STOA_VENV:-$STOA_HOME/venv}
  python=$venv/bin/python patchelf=$venv/bin/patchelf
  part=$tree.part
  rm -rf "$part"
  mkdir -p "$part/usr/bin" "$part/usr/sbin" "$part/usr/lib" "$part/usr/lib64"
  for folder in bin sbin lib lib64; do ln -s "usr/$folder" "$part/$folder"; done

  : >"$state/$kind.files"
  while IFS= read -r package; do
    name=${package%%=*} version=$(echo "${package#*=}" | sed 's/:/%3a/')
    set -- "$debs/${name}_${version}_"*.deb
    [ -f "$1" ] || die "Missing: $package"
    printf '%s\0' "$1" >>"$state/$kind.files"
  done <"$list"
  # A package that does not unpack (a disk that lost power) is thrown away, so that the next run fetches it again.
  xargs -0 -n 1 -P "$(nproc)" sh -c 'dpkg-deb -x "$2" "$1" || { rm -f "$2"; exit 1; }' unpack "$part" <"$state/$kind.files" ||
    die "A package could not be unpacked; it is fetched again at the next run."

  (
    cd "$part"
    rm -rf usr/share/doc usr/share/man usr/share/locale usr/share/lintian usr/share/bug usr/share/bash-completion \
      usr/share/common-licenses usr/share/gtk-doc usr/share/info usr/include \
      usr/lib/postgresql/17/lib/bitcode usr/lib/postgresql/17/lib/llvmjit.so usr/lib/postgresql/17/lib/pgxs
    find . -perm /6000 -type f -exec chmod ug-s {} +
  )
  patch "$part"
  cp "$list" "$part/packages"

  rm -rf "$tree.old"
  [ ! -e "$tree" ] || mv "$tree" "$tree.old"
  mv "$part" "$tree"
  rm -rf "$tree.old"
  case $kind in
    servers)
      "$tree/usr/lib/postgresql/17/bin/postgres" --version
      "$tree/usr/sbin/nginx" -v
      BINDIR=$(echo "$tree"/usr/lib/erlang/erts-*/bin) ROOTDIR=$tree/usr/lib/erlang EMU=beam PROGNAME=erl
      export BINDIR ROOTDIR EMU PROGNAME
      "$BINDIR/erlexec" -noshell -boot no_dot_erlang -eval '{ok, _} = application:ensure_all_started(ssl), halt(0).'
      ;;
    clients)
      "$tree/usr/bin/profanity" --version
      "$tree/usr/lib/chromium/chromium-headless-shell" --version
      ;;
  esac || die "The unpacked programs do not run on this machine."
  rm -f "$state"/*.bin # apt's own index, 80 MB and quickly made again
  printf '%s\n' "$key" >"$tree/.stamp.part"
  mv "$tree/.stamp.part" "$tree/.stamp"
}

case $stage in
  current) is_current ;;
  lists | download | unpack) "$stage" ;;
  *) echo "tree.sh: unknown stage: $stage" >&2; exit 2 ;;
esac

#!/usr/bin/env bash
# Sees to it that there is a nats-server that is new enough: on the PATH, or else in .tools/, unpacked from the
# newest package of it that Debian has. Prints where it is. It needs no root, and what apt is set to stays as it is.
set -eu
cd "$(dirname "$0")/.."

least=2.11
own=$PWD/.tools/nats-server

# Whether the program $1 is there, runs here and is new enough.
serves() {
  local version
  version=$("$1" --version 2>/dev/null) || return 1
  printf '%s\n' "$least" "${version##*v}" | sort --version-sort --check=quiet
}

for program in nats-server "$own"; do
  if serves "$program"; then
    command -v "$program"
    exit
  fi
done

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# While apt fetches, it is not root.
chmod 755 "$folder"
mkdir -p "$folder/none" "$folder/lists/partial" "$folder/cache/archives/partial"
cat >"$folder/apt.conf" <<CONF
Dir::Etc::sourcelist "$folder/debian.sources";
Dir::Etc::sourceparts "$folder/none";
Dir::State::lists "$folder/lists";
Dir::Cache "$folder/cache";
Acquire::Languages "none";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
CONF

# Where this machine has its own packages from. What is not Debian there lacks Debian's signature.
mirrors() {
  local codename found
  codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
  found=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' "Release: $codename")
  printf '%s\n' "${found:-$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages')}" | sort --unique
}

# Fetches the package of suite $2 from mirror $1, and unpacks its program to $folder/nats-server.
fetch() {
  cat >"$folder/debian.sources" <<SOURCES
Types: deb
URIs: $1
Suites: $2
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
SOURCES
  rm -rf "$folder/package" "$folder/unpacked"
  mkdir "$folder/package"
  [ "$(id -u)" != 0 ] || chown _apt "$folder/package"
  apt-get -c "$folder/apt.conf" --error-on=any update &&
    (cd "$folder/package" && apt-get -c "$folder/apt.conf" download nats-server) &&
    dpkg -x "$folder"/package/nats-server_*.deb "$folder/unpacked" &&
    mv "$folder/unpacked/usr/sbin/nats-server" "$folder/nats-server"
}

if command -v apt-get >/dev/null; then
  for suite in sid testing; do
    for mirror in $(mirrors); do
      if fetch "$mirror" "$suite" >>"$folder/log" 2>&1 && serves "$folder/nats-server"; then
        mkdir -p .tools
        mv "$folder/nats-server" "$own"
        echo "$own"
        exit
      fi
    done
  done
  cat "$folder/log" >&2
fi
echo "nats-server $least or newer is needed on the PATH: NATS publishes it at https://github.com/nats-io/nats-server/releases." >&2
exit 1

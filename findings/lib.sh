# shellcheck shell=bash
# Sourced by the findings, never run: a temporary folder that is removed, pinned packages, the verdict.
#
# Exit status of a finding: 0 the behaviour is still as recorded, 1 it changed, 2 a prerequisite is missing.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# Ends the script with status 2: what is wrong lies in the machine, not in the tool under observation.
missing() {
  echo "prerequisite missing: $*" >&2
  exit 2
}

need() {
  local command
  for command in "$@"; do
    command -v "$command" > /dev/null || missing "the command $command"
  done
}

# npm_packages NAME@VERSION...: installs them into $work/node_modules, without running their scripts.
npm_packages() {
  need node npm
  npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" "$@" > npm.log 2>&1 \
    || missing "npm packages $* ($(tail -n 1 npm.log))"
  echo "installed from npm: $*"
}

# maven_jars GROUP:ARTIFACT:VERSION...: copies them and what they depend on into $work/jars.
maven_jars() {
  need java mvn
  local artifact group name version
  {
    echo '<project><modelVersion>4.0.0</modelVersion><groupId>f</groupId><artifactId>f</artifactId>'
    echo '<version>1</version><dependencies>'
    for artifact in "$@"; do
      IFS=: read -r group name version <<< "$artifact"
      echo "<dependency><groupId>$group</groupId><artifactId>$name</artifactId><version>$version</version></dependency>"
    done
    echo '</dependencies></project>'
  } > pom.xml
  mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy-dependencies \
    -DincludeScope=runtime -DoutputDirectory="$work/jars" > mvn.log 2>&1 \
    || missing "Maven artifacts $* ($(grep -m 1 ERROR mvn.log))"
  echo "copied from Maven Central: $*"
}

# debian_packages NAME=VERSION...: unpacks them, and dependencies the machine lacks, below $work/debian.
# Nothing is installed. A name without its Debian revision ("1.1.4") matches every revision of it.
debian_packages() {
  need apt-get apt-cache dpkg-deb
  local package name wanted candidate archive
  mkdir -p debian archives/partial
  for package in "$@"; do
    name=${package%%=*}
    wanted=${package#*=}
    candidate=$(apt-cache policy "$name" | sed -n 's/^  Candidate: //p')
    case "$candidate" in
      "$wanted" | "$wanted"[-+~]*) echo "unpacked from Debian: $name $candidate" ;;
      *) missing "Debian package $name $wanted (apt offers: ${candidate:-nothing}; try apt-get update)" ;;
    esac
  done
  apt-get install -qq -y --no-install-recommends --reinstall --download-only \
    -o Dir::Cache::archives="$work/archives" -o Debug::NoLocking=1 "${@%%=*}" > apt.log 2>&1 \
    || missing "Debian packages $* ($(tail -n 1 apt.log))"
  for archive in archives/*.deb; do
    dpkg-deb -x "$archive" debian
  done
}

# Where unpacked Debian packages look for their own modules and libraries.
in_debian() {
  local libraries
  libraries=$work/debian/usr/lib/$(gcc -dumpmachine 2> /dev/null || echo "$(uname -m)-linux-gnu")
  env LC_ALL=C.UTF-8 PYTHONDONTWRITEBYTECODE=1 \
    PYTHONPATH="$work/debian/usr/lib/python3/dist-packages" \
    PERL5LIB="$work/debian/usr/share/perl5:$libraries/perl5/$(perl -e 'printf "%vd", $^V' | cut -d . -f 1,2)" \
    RUBYLIB="$work/debian/usr/share/rubygems-integration/all:$work/debian/usr/lib/ruby/vendor_ruby" \
    LD_LIBRARY_PATH="$libraries:$work/debian/lib/$(basename "$libraries")" \
    "$@"
}

# verdict SEEN < EXPECTED: prints what was seen and ends the script.
verdict() {
  local expected
  expected=$(cat)
  printf '\n%s\n\n' "$1"
  if [ "$expected" = "$1" ]; then
    echo 'As recorded.'
    exit 0
  fi
  echo 'The behaviour has changed. Recorded was:'
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$1") || true
  exit 1
}

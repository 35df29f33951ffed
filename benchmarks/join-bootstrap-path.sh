#!/usr/bin/env bash
# What each way of joining the bootstrap class path costs an application: lines the JVM prints, classes that still come out of
# the application's CDS archive or AOT cache, and start-up time as whole processes, ways interleaved.
# usage: benchmarks/join-bootstrap-path.sh JAVA H2_JAR [ROUNDS]     (agent/target/unjam.jar must be built)
set -euo pipefail
java=${1:?JAVA}; h2=${2:?H2_JAR}; rounds=${3:-15}
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
cp "$root/agent/target/unjam.jar" append.jar
cp append.jar xboot.jar
mkdir manifest && (cd manifest && unzip -q ../append.jar && sed -i 's/^Main-Class/Boot-Class-Path: manifest.jar\nMain-Class/' META-INF/MANIFEST.MF && zip -qr ../manifest.jar META-INF/MANIFEST.MF . )
release=$("$java" -XshowSettings:properties -version 2>&1 | awk '$1 == "java.specification.version" { print $3 }')
app=(-cp "$h2" org.h2.tools.Shell -url jdbc:h2:mem: -sql "select 1")

flags() { # the command-line options of a way
  case $1 in
    none) ;;
    append | manifest) echo "-javaagent:$1.jar" ;;
    xboot) echo "-Xbootclasspath/a:xboot.jar -javaagent:xboot.jar" ;;
    prepared) echo "-Xbootclasspath/a:xboot.jar --add-modules java.instrument" ;;
  esac
}
# run LABEL WAY OPTION...: prints the JVM's own lines and where the application's classes came from
run() {
  local label=$1 way=$2; shift 2
  rm -f load.log
  # shellcheck disable=SC2046
  "$java" "$@" $(flags "$way") -Xlog:class+load:file=load.log "${app[@]}" >out.log 2>&1 || true
  printf '%-34s %-9s JVM lines %d, H2 classes from archive %4d of %4d, all %4d of %4d\n' "$label" "$way" \
    "$(grep -cE 'VM warning|\[(warning|error)' out.log || true)" \
    "$(grep -c 'org\.h2\..*shared objects file' load.log || true)" "$(grep -c 'org\.h2\..* source: ' load.log || true)" \
    "$(grep -c 'shared objects file' load.log || true)" "$(grep -c ' source: ' load.log || true)"
  grep -hE 'VM warning|\[(warning|error)' out.log | sed 's/^/      /' | head -3 || true
}
dump() { # dump FILE WAY OPTION...
  local file=$1 way=$2; shift 2
  # shellcheck disable=SC2046
  "$java" "$@" $(flags "$way") "${app[@]}" >"$file.log" 2>&1 || true
  [ -s "$file" ] || echo "      no $file from way $way: $(grep -iE 'error' "$file.log" | head -1)"
}

echo "JDK $release"
for way in none append manifest xboot; do run "default archive" "$way"; done
dump plain.jsa none -XX:ArchiveClassesAtExit=plain.jsa
dump prepared.jsa prepared -XX:ArchiveClassesAtExit=prepared.jsa
for way in none append manifest xboot; do run "archive made without the agent" "$way" -XX:SharedArchiveFile=plain.jsa; done
run "archive made for the agent" xboot -XX:SharedArchiveFile=prepared.jsa
if [ "$release" -ge 25 ]; then
  for way in none append manifest xboot prepared; do dump "$way.aot" "$way" -XX:AOTCacheOutput="$way.aot"; done
  for pair in none:none append:none append:append manifest:manifest xboot:xboot xboot:prepared; do
    [ -s "${pair#*:}.aot" ] && run "AOT cache made by ${pair#*:}" "${pair%:*}" -XX:AOTCache="${pair#*:}.aot"
  done
fi

echo "start-up of the whole process, milliseconds, $rounds interleaved rounds"
declare -A times
configurations=("none" "append" "manifest" "xboot" "none -XX:SharedArchiveFile=plain.jsa" "append -XX:SharedArchiveFile=plain.jsa" "xboot -XX:SharedArchiveFile=prepared.jsa")
for ((round = 0; round < rounds; round++)); do
  for configuration in "${configurations[@]}"; do
    read -r way option <<<"$configuration"
    begun=$(date +%s%N)
    # shellcheck disable=SC2046,SC2086
    "$java" $option -Xshare:auto $(flags "$way") "${app[@]}" >/dev/null 2>&1
    times[$configuration]+="$((($(date +%s%N) - begun) / 10000)) "
  done
done
base=
for configuration in "${configurations[@]}"; do
  median=$(tr ' ' '\n' <<<"${times[$configuration]}" | grep . | sort -n | awk '{ t[NR] = $1 } END { print t[int((NR + 1) / 2)] }')
  base=${base:-$median}
  awk -v c="$configuration" -v m="$median" -v b="$base" 'BEGIN { printf "%-48s %7.1f  x%.2f\n", c, m / 100, m / b }'
done

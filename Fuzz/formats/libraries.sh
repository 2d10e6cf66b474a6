#!/usr/bin/env bash
# Builds the C libraries that the readers use, with sanitizers, from Debian's sources:
#
#     Fuzz/formats/libraries.sh FOLDER
#
# The libraries are in FOLDER/lib afterwards. What is already there is not built again. Fails if
# the sources cannot be fetched. Nothing outside of FOLDER is changed.
set -euo pipefail
folder=$(mkdir -p "$1" && cd "$1" && pwd)
export CC=clang CXX=clang++
export CFLAGS="-O1 -g -fno-omit-frame-pointer -fsanitize=address,fuzzer-no-link -w"
export CXXFLAGS=$CFLAGS
mkdir -p "$folder/lib" "$folder/apt/lists/partial" "$folder/source"

fetch() {  # PACKAGE: unpacks its upstream source into FOLDER/source/PACKAGE
  local package=$1
  if [ ! -s "$folder/apt/sources.list" ]; then
    local release
    release=$(. /etc/os-release && echo "$VERSION_CODENAME")
    printf 'deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s %s main\n' \
      http://deb.debian.org/debian "$release" \
      http://deb.debian.org/debian-security "$release-security" >"$folder/apt/sources.list"
    apt-get "${apt[@]}" update -qq || { rm "$folder/apt/sources.list"; return 1; }
  fi
  (cd "$folder/apt" && apt-get "${apt[@]}" source --download-only -qq "$package" >/dev/null)
  mkdir -p "$folder/source/$package"
  tar -xf "$(ls -t "$folder/apt/${package}"_*.orig.tar.* | grep -v asc | head -n 1)" \
    -C "$folder/source/$package" --strip-components=1
}
apt=(-o Dir::Etc::sourcelist="$folder/apt/sources.list" -o Dir::Etc::sourceparts=/dev/null
  -o Dir::State::lists="$folder/apt/lists" -o APT::Sandbox::User=root)

build() {  # LIBRARY PACKAGE COMMAND...: runs COMMAND in the source, which puts LIBRARY in place
  local library=$1 package=$2
  shift 2
  [ ! -e "$folder/lib/$library" ] || return 0
  echo "building $library with sanitizers"
  fetch "$package" || { echo "cannot fetch the source of $package"; exit 1; }
  (cd "$folder/source/$package" && "$@") >"$folder/$package.log" 2>&1 ||
    { echo "cannot build $package:"; tail -n 20 "$folder/$package.log"; exit 1; }
}

libxml2() {
  ./configure --disable-static --without-python --without-lzma --without-zlib --without-readline \
    --without-icu --without-http --without-ftp --without-debug --without-catalog
  make -j"$(nproc)" libxml2.la
  cp .libs/libxml2.so.2.* "$folder/lib/libxml2.so.2"
}

libarchive() {
  ./configure --disable-static --without-openssl --without-nettle --without-xml2 --without-expat \
    --disable-acl --disable-xattr --disable-bsdtar --disable-bsdcat --disable-bsdcpio
  make -j"$(nproc)" libarchive.la
  cp .libs/libarchive.so.13.* "$folder/lib/libarchive.so.13"
}

md4c() {
  $CC $CFLAGS -DMD4C_USE_UTF8 -fPIC -shared -Wl,-soname,libmd4c.so.0 src/md4c.c \
    -o "$folder/lib/libmd4c.so.0"
}

libyaml() {
  $CC $CFLAGS -Iinclude -DYAML_VERSION_MAJOR=0 -DYAML_VERSION_MINOR=2 -DYAML_VERSION_PATCH=5 \
    '-DYAML_VERSION_STRING="0.2.5"' -c src/*.c
  ar rcs "$folder/lib/libyaml.a" ./*.o
}

uchardet() {
  $CXX $CXXFLAGS -DVERSION='"0.0.7"' -c src/*.cpp src/LangModels/*.cpp
  ar rcs "$folder/lib/libuchardet.a" ./*.o
}

build libmd4c.so.0 md4c md4c
build libyaml.a libyaml libyaml
build libuchardet.a uchardet uchardet
build libxml2.so.2 libxml2 libxml2
build libarchive.so.13 libarchive libarchive

#!/usr/bin/env bats
# The packages that script/package makes: what is in them, whether they install, run and go without a trace, whether
# they come out the same elsewhere. They are of the release build, made here once, and once more in another folder.
#
# shellcheck disable=SC2030,SC2031  # what a test exports is its own
# shellcheck disable=SC2153  # SECRET and the like are common.bash's
# shellcheck disable=SC2034  # and SFPY_HOOK is read there

load ../cli/common

setup_file() {
    bats_require_minimum_version 1.5.0
    command -v dpkg lintian dpkg-shlibdeps >/dev/null || skip "Debian's packages can be tested on Debian alone"
    export TOP SFPY_HOOK ELSEWHERE="$BATS_FILE_TMPDIR/else where" DEB TARBALL SUMS=$BATS_FILE_TMPDIR/sums
    TOP=$(cd "$BATS_TEST_DIRNAME/../.." && pwd -P)
    unset SOURCE_DATE_EPOCH
    git -C "$TOP" log -1 >/dev/null 2>&1 || export SOURCE_DATE_EPOCH=1700000000
    "$TOP/script/package" >"$SUMS"
    SFPY_HOOK=$TOP/build/deb/sfpy-hook DEB=$(echo "$TOP"/build/deb/*.deb) TARBALL=$(echo "$TOP"/build/deb/*.tar.gz)

    mkdir "$ELSEWHERE"
    tar -C "$TOP" --exclude=./.git --exclude=./build --exclude=./tests -c . | tar -x -C "$ELSEWHERE" --touch
    (
        umask 077
        SOURCE_DATE_EPOCH=$(gzip -dc "$TARBALL" | changed) TZ=Asia/Tokyo "$ELSEWHERE/script/package" >/dev/null
    )
}

# When the files in an archive on standard input were changed, each time once, in seconds.
changed() { TZ=UTC tar --full-time -tv | awk '{ print $4, $5 "Z" }' | sort -u | date -f - +%s; }

field() { dpkg-deb -f "$DEB" "$1"; }

# The libraries that the program is linked with, one a line.
linked() { readelf -dW "$TOP/build/deb/sfpy-hook" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'; }

# Runs a command as root, or as what looks like root to it.
as_root() {
    if [[ $(id -u) == 0 ]]; then
        "$@"
    else
        unshare --user --map-root-user "$@"
    fi
}

# A system beside this one, in the folder root: it has the packages that this one has, by dpkg's book alone.
make_root() {
    as_root true || skip "neither root nor user namespaces here: nothing can be installed"
    mkdir -p root/var/lib/dpkg/{info,updates}
    cp /var/lib/dpkg/status root/var/lib/dpkg/
    cp /var/lib/dpkg/info/format root/var/lib/dpkg/info/
    # What it warns about: no lists of the other packages' files.
    PACKAGES=(as_root dpkg --root="$PWD/root" --path-include='/*' --log="$PWD/log")
}

files_of_root() { find root -path root/var/lib/dpkg -prune -o ! -type d -print | sort; }

# runs STATUS [ARG]...: as hook, in the folder root as if there were nothing else.
runs() {
    local got=0
    as_root env -i HOME=/home PATH="$PATH" chroot root /usr/bin/sfpy-hook "${@:2}" >out 2>err 3>&- || got=$?
    [[ $got == "$1" ]] || fail "sfpy-hook ${*:2}: status $got, not $1: $(cat out err)"
}

@test "usage" {
    run -0 "$TOP/script/package" --help
    assert_line --index 0 "Usage: script/package [KIND]"
    run -2 "$TOP/script/package" rpm
    assert_output "package: unknown kind 'rpm'; the kinds are: deb tarball"
}

@test "two builds in different folders, at different times, are equal to the byte" {
    assert_not_equal "$TOP" "$ELSEWHERE"
    [[ $ELSEWHERE/build/deb/sfpy-hook -nt $TOP/build/deb/sfpy-hook ]]
    cmp "$TOP/build/deb/sfpy-hook" "$ELSEWHERE/build/deb/sfpy-hook"
    cmp "$DEB" "$ELSEWHERE/build/deb/${DEB##*/}"
    cmp "$TARBALL" "$ELSEWHERE/build/deb/${TARBALL##*/}"
    (cd "$TOP/build/deb" && sha256sum --check --strict --quiet "$SUMS")
    assert_equal "$(wc -l <"$SUMS")" 2
}

@test "the time of all files is the last commit's" {
    local committed
    committed=$(git -C "$TOP" log -1 --format=%ct 2>/dev/null) || skip "git knows no commit here"
    assert_equal "$(gzip -dc "$TARBALL" | changed)" "$committed"
    assert_equal "$(dpkg-deb --fsys-tarfile "$DEB" | changed)" "$committed"
    dpkg-deb -x "$DEB" here
    gzip -dc here/usr/share/doc/sfpy-hook/changelog.Debian.gz >changelog
    run -0 dpkg-parsechangelog -l changelog -S Timestamp
    assert_output "$committed"
}

@test "lintian says nothing but what is overridden, each with its reason" {
    lintian --allow-root --display-info --pedantic --show-overrides "$DEB" >said
    grep -v '^[ON]: ' said >others || true
    assert_equal "$(<others)" ""
    sed -n 's/^O: \(sfpy-hook: [^ ]*\).*/\1/p' said | sort -u | diff - <(grep -v '^#' "$TOP/packaging/lintian-overrides" | sort)
    awk '!/^#/ && before !~ /^#/ { exit 1 } { before = $0 }' "$TOP/packaging/lintian-overrides"
}

@test "what the package says of itself" {
    assert_equal "$(field Package) $(field Section) $(field Priority)" "sfpy-hook devel optional"
    assert_equal "$(field Architecture)" "$(dpkg --print-architecture)"
    assert_equal "$(field Version)" "$("$SFPY_HOOK" --version | grep -oE '[0-9]+\.[0-9.]+' | head -n 1)-1"
    # No version of what is loaded at run time, but one of each that is linked; t64: from Debian 13 on.
    field Depends | tr ',' '\n' | sed 's/^ *//; s/t64 (/ (/; s/ (>= [^)]*)//' | sort >depends
    printf '%s\n' libc6 "libcurl4 | libcurl4t64" libssl3 libuv1 zlib1g | sort >wanted
    ! linked | grep -q llhttp || sed -i '/^libllhttp/d' depends
    diff -u wanted depends
}

@test "the package's files, their permissions and sums" {
    dpkg-deb -x "$DEB" here
    dpkg-deb -e "$DEB" control
    (cd here && find . ! -type d -printf '%P\n' | sort) >there
    (cd here && md5sum --check --strict --quiet ../control/md5sums)
    sed 's/^[^ ]* *//' control/md5sums | sort | diff -u there -
    {
        echo usr/bin/sfpy-hook
        printf 'usr/share/doc/sfpy-hook/%s\n' README.md changelog.Debian.gz changelog.gz copyright
        echo usr/share/lintian/overrides/sfpy-hook
        cd "$TOP"
        find man -name '*.[1-9]' -printf '%f\n' | sed 's|.*\.\([1-9]\)$|usr/share/man/man\1/&.gz|'
        [[ ! -d docs ]] || find docs -type f -printf 'usr/share/doc/sfpy-hook/%p\n'
        [[ ! -d completions ]] || completions
    } | sort | diff -u - there
    run -0 find here ! -type l -perm /7022
    assert_output ""
    assert_equal "$(find here -type f -perm /111 -printf '%P ')" "usr/bin/sfpy-hook "
    gzip -dc here/usr/share/doc/sfpy-hook/changelog.gz | cmp - "$TOP/CHANGELOG.md"
}

# Where each shell looks.
completions() {
    echo usr/share/bash-completion/completions/sfpy-hook
    echo usr/share/fish/vendor_completions.d/sfpy-hook.fish
    echo usr/share/zsh/vendor-completions/_sfpy-hook
}

@test "the program is stripped, hardened, and silent about where it was built" {
    dpkg-deb -x "$DEB" here
    local program=here/usr/bin/sfpy-hook
    run -0 readelf --wide --file-header --program-headers --dynamic --section-headers --dyn-syms "$program"
    assert_line --regexp 'Type: +DYN \(Position-Independent Executable'
    assert_line --regexp 'GNU_RELRO'
    assert_line --regexp '\(FLAGS\) +BIND_NOW'
    assert_line --regexp '__stack_chk_fail@'
    assert_line --regexp '__memcpy_chk@'
    refute_line --regexp ' \.symtab '
    refute_line --regexp 'R(UN)?PATH'
    run -1 grep -aF -e "$TOP/src/" -e "$TOP/build/" "$program"
}

@test "it installs where its dependencies are, runs, and is removed without a trace" {
    make_root
    files_of_root >before
    "${PACKAGES[@]}" -i "$DEB"
    [[ $(files_of_root | wc -l) -gt $(wc -l <before) ]]
    run -0 "${PACKAGES[@]}" --verify sfpy-hook
    assert_output ""

    SFPY_HOOK=$PWD/root/usr/bin/sfpy-hook
    hook 0 --version
    hook 0 trigger payment.confirmed --dry-run -s "$SECRET"
    start_listen -s "$SECRET" --count 1
    hook 0 trigger payment.confirmed -s "$SECRET" --to "$URL" --no-record
    ended 0
    local page name
    for page in "$TOP"/man/*.[1-9]; do
        name=${page##*/}
        gzip -dc "root/usr/share/man/man${name##*.}/$name.gz" | cmp - "$page"
    done

    "${PACKAGES[@]}" --purge sfpy-hook
    files_of_root | diff -u before -
    find root -path root/var/lib/dpkg -prune -o -iname '*sfpy*' -print | assert_output_empty
}

assert_output_empty() {
    local lines
    lines=$(cat)
    [[ -z $lines ]] || fail "there still is: $lines"
}

@test "it doesn't install where libcurl is missing" {
    make_root
    awk -v RS= -v ORS='\n\n' '!/^Package: libcurl4(t64)?\n/' /var/lib/dpkg/status >root/var/lib/dpkg/status
    run -1 "${PACKAGES[@]}" -i "$DEB"
    assert_output --partial "sfpy-hook depends on libcurl4 | libcurl4t64"
}

@test "without libcurl: what sends says so with a hint and 5, all else works" {
    make_root
    "${PACKAGES[@]}" -i "$DEB"
    local library command
    for library in $(ldd root/usr/bin/sfpy-hook | grep -o '/[^ ]*'); do
        cp -L --parents "$library" root
    done
    mkdir root/home
    local hint="hint: install it: the package is libcurl4 on Debian and Ubuntu, libcurl on Fedora, curl on Arch"
    local why="sending needs libcurl: libcurl.so.4: cannot open shared object file: No such file or directory"
    for command in "trigger payment.confirmed --to" "listen -p 0 --forward-to" smoke; do
        # shellcheck disable=SC2086  # words
        runs 5 $command http://127.0.0.1:1/ -s "$SECRET"
        out_is
        err_is "sfpy-hook: ${command%% *}: $why" "$hint"
    done
    runs 5 trigger payment.confirmed --to http://127.0.0.1:1/ -s "$SECRET" --json
    json_is out '.kind == "error" and .code == 5'

    payload '{"type":"payment:created"}'
    cp body.json root/home/
    runs 0 sign /home/body.json -s "$SECRET"
    out_is "X-SFPY-SIGNATURE: $SIGNATURE" "SFPY-Signature: $SIGNATURE"
    runs 0 verify /home/body.json --signature "$SIGNATURE" -s "$SECRET"
    runs 1 verify /home/body.json --signature "$SIGNATURE" -s another
    runs 0 trigger payment.confirmed --dry-run -s "$SECRET"
    runs 1 listen -p 0 --count 1 --timeout 0.1 -s "$SECRET"
    runs 0 fixtures list
    runs 0 deliveries list
}

@test "the tarball: INSTALL lists the libraries, and its commands place all and take all away" {
    tar -xzf "$TARBALL"
    cd "$(basename "$TARBALL" .tar.gz)"
    assert_equal "$(echo *)" "INSTALL bin share"
    { linked && echo libcurl.so.4; } | sort >../wanted
    sed -n '/^    library /,/^$/p' INSTALL | awk 'NR > 1 && NF { print $1 }' | diff -u ../wanted -
    # No library that has no package's name for one of the three.
    sed -n '/^    library /,/^$/p' INSTALL | awk -F '   +' 'NF && NF != 5 { print; exit 1 }'
    grep -q "^It needs glibc $(objdump -T bin/sfpy-hook | grep -o 'GLIBC_[0-9.]*' | sort -Vu | tail -n 1 | cut -d _ -f 2) " INSTALL

    mkdir local
    sed -n 's/^    //; s/sudo //; s|/usr/local|local|; /^cp/p' INSTALL | bash -eu
    local/bin/sfpy-hook --help
    diff -r bin local/bin && diff -r share local/share
    sed -n 's/^    //; s/sudo //; s|/usr/local|local|; /^find/p' INSTALL | bash -eu
    find local ! -type d | assert_output_empty
}

@test "cmake --install honours DESTDIR, --prefix and the folders that are chosen" {
    DESTDIR=$PWD/destination cmake --install "$ELSEWHERE/build/deb" --prefix /opt/hook >/dev/null
    destination/opt/hook/bin/sfpy-hook --version
    cmp "$TOP/README.md" destination/opt/hook/share/doc/sfpy-hook/README.md
    cmp "$TOP/man/sfpy-hook-journal.5" destination/opt/hook/share/man/man5/sfpy-hook-journal.5

    cmake -S "$ELSEWHERE" -B "$ELSEWHERE/build/deb" -DCMAKE_INSTALL_BINDIR=programs -DCMAKE_INSTALL_MANDIR=/pages \
        -DCMAKE_INSTALL_DOCDIR=texts >/dev/null
    DESTDIR=$PWD/chosen cmake --install "$ELSEWHERE/build/deb" --prefix /opt/hook >/dev/null
    [[ -x chosen/opt/hook/programs/sfpy-hook && -e chosen/pages/man5/sfpy-hook-journal.5 ]]
    [[ -e chosen/opt/hook/texts/LICENSE ]]
}

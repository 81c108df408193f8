# Read by the launcher for "image": puts all it takes to run into one directory. home, jdk, gateway and options are set.

# What the jars use (jdeps tells); jdk.unsupported has the signals; java.net.http takes traces to their collector; jdk.jcmd
# lets people look into a gateway that runs.
modules=java.base,java.logging,java.management,java.net.http,jdk.jfr,jdk.management,jdk.unsupported,jdk.jcmd

make_image() {
    mkdir -p "$(dirname -- "$1")"
    image=$(CDPATH='' cd -- "$(dirname -- "$1")" && pwd -P)/$(basename -- "$1")
    if [ -e "$image" ] && [ ! -f "$image/runtime/release" ] && ! rmdir "$image" 2>/dev/null; then
        say "$image is there already and no image; name another directory"
        exit 1
    fi
    say 'making the image (half a minute)...'
    next=$image.next
    rm -rf "$next"
    mkdir "$next" "$next/app" "$next/bin" "$next/config"
    trap 'rm -rf "$next" "$next.log"' EXIT
    "$jdk/bin/jlink" --add-modules "$modules" --strip-debug --no-header-files --no-man-pages --compress zip-6 \
        --output "$next/runtime" || image_failed
    # With their times, by which a cache knows what it was made from.
    cp -pR "$gateway" "$home/gateway/target/lib" "$next/app"
    cp -p "$home/launch/jvm.options" "$home/launch/jvm.sh" "$next/app"
    cp -p "$home/launch/tributary" "$next/bin/tributary"
    chmod 755 "$next/bin/tributary"
    cp -pR "$home/config/gateway.yaml" "$home/config/gateway.schema.json" "$home/config/examples" "$home/docs/configuration.md" "$next/config"
    cp -p "$home/LICENSE" "$next"
    # shellcheck disable=SC2086
    "$jdk/bin/java" --enable-preview -XX:TieredStopAtLevel=1 "-Dtributary.home=$home" -jar "$gateway" train \
        --output "$next/app/tributary.aot" --java "$next/runtime/bin/java" --jar "$next/app/tributary.jar" -- $options 2>"$next.log" || {
        cat "$next.log" >&2
        image_failed
    }
    rm -f "$next.log"
    rm -rf "$image"
    mv "$next" "$image"
    trap - EXIT
    say "$(du -sm "$image" | cut -f 1) MB in $image; try: $image/bin/tributary run --help"
}

image_failed() {
    say 'the image could not be made'
    exit 1
}

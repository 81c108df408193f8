# Read by the launcher and by the image's bin/tributary: how the JVM is called.

# Sets options, the words of the file $1, without those that TRIBUTARY_JAVA_OPTS makes impossible: of two collectors the
# JVM takes neither, and no heap that is smaller at most than at first.
read_options() {
    options=
    while IFS= read -r line || [ -n "$line" ]; do
        case $line in
            '' | '#'*) continue ;;
            -XX:+Use*GC)
                case ${TRIBUTARY_JAVA_OPTS:-} in *-XX:+Use*GC*) continue ;; esac
                ;;
            -Xm* | -XX:*NewSize=* | -XX:*RAMPercentage=*)
                case ${TRIBUTARY_JAVA_OPTS:-} in *-Xm* | *HeapSize* | *NewSize* | *RAMPercentage*) continue ;; esac
                ;;
        esac
        options="$options $line"
    done <"$1"
}

# Whether the AOT cache is there, wanted, and made from this very jar, of which a copy lies beside it. The JVM would not
# find out before 25.0.4 (JDK-8377932): it runs the classes in the cache, whatever the jar has by now.
use_cache() {
    case ${TRIBUTARY_JAVA_OPTS:-} in
        # Who says something of caches means it, and some of it cannot be had together with one.
        *AOT* | *-Xshare* | *SharedArchive*) return 1 ;;
    esac
    [ -n "${cache:-}" ] && [ -f "$cache" ] && cmp -s "$jar" "$cache.jar"
}

# Runs the program with the arguments given. java, jar and home are set, options too; cache may name an AOT cache. One of
# another build of the JDK, or with ZGC, the JVM leaves alone.
run_java() {
    # Without a locale, as in many containers, names of files and the lines of a tree would be cut down to ASCII.
    case ${LC_ALL:-${LC_CTYPE:-${LANG:-}}} in
        '' | C | POSIX) LC_ALL=C.UTF-8 && export LC_ALL ;;
    esac
    colour=false
    if [ -t 1 ] && [ -z "${NO_COLOR:-}" ] && [ "${TERM:-dumb}" != dumb ]; then
        colour=true
    fi
    # Options are split at blanks; a path with a blank in TRIBUTARY_JAVA_OPTS is for JDK_JAVA_OPTIONS, which can quote.
    # shellcheck disable=SC2086
    set -- "-Dtributary.home=$home" -Dtributary.colour=$colour ${TRIBUTARY_JAVA_OPTS:-} -jar "$jar" "$@"
    if use_cache; then
        # A cache that does not fit is no news to whoever starts a gateway.
        set -- "-XX:AOTCache=$cache" '-Xlog:aot*=off' '-Xlog:cds*=off' "$@"
    fi
    # shellcheck disable=SC2086
    exec "$java" $options "$@"
}

#!/bin/sh
# Makes the certificates and keys in this folder anew, for a hundred years. Their keys are known to everybody. Wants OpenSSL 3.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rm -f ./*.pem

authority() { # name
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 36500 -subj "/CN=Test authority $1" \
        -addext basicConstraints=critical,CA:TRUE -keyout "$work/$1.key" -out "$1.pem" 2> /dev/null
    : > "$work/$1.index"
}

# name, authority, names, first day, last day, what kind of key
certificate() {
    name=$1 by=$2 names=$3 begins=$4 ends=$5
    shift 5
    openssl req -new -newkey "$@" -nodes -subj "/CN=$name" -keyout "$name-key.pem" -out "$work/csr" 2> /dev/null
    printf '[own]\ndatabase=%s/%s.index\nrand_serial=yes\nnew_certs_dir=%s\ndefault_md=sha256\npolicy=any\nunique_subject=no\n[any]\ncommonName=supplied\n[ext]\nsubjectAltName=%s\n' \
        "$work" "$by" "$work" "$names" > "$work/config"
    openssl ca -batch -config "$work/config" -name own -extensions ext -keyfile "$work/$by.key" -cert "$by.pem" \
        -startdate "$begins" -enddate "$ends" -notext -in "$work/csr" -out "$work/leaf" 2> /dev/null
    cat "$work/leaf" "$by.pem" > "$name.pem"
}

from=20250101000000Z to=21241231000000Z here=DNS:localhost,IP:127.0.0.1
authority authority
authority stranger
certificate first authority "$here" $from $to ec -pkeyopt ec_paramgen_curve:P-256
certificate second authority "$here" $from $to rsa:2048
certificate edwards authority "$here" $from $to ed25519
certificate expired authority "$here" $from 20250201000000Z ec -pkeyopt ec_paramgen_curve:P-256
certificate early authority "$here" 21240101000000Z $to ec -pkeyopt ec_paramgen_curve:P-256
certificate elsewhere authority DNS:elsewhere.test $from $to ec -pkeyopt ec_paramgen_curve:P-256
certificate strange stranger "$here" $from $to ec -pkeyopt ec_paramgen_curve:P-256
certificate client authority DNS:client.test $from $to ec -pkeyopt ec_paramgen_curve:P-256
openssl ec -in first-key.pem -out first-key-sec1.pem 2> /dev/null
openssl rsa -traditional -in second-key.pem -out second-key-pkcs1.pem 2> /dev/null
openssl pkcs8 -topk8 -in first-key.pem -passout pass:secret -out encrypted-key.pem
openssl ec -aes128 -in first-key.pem -passout pass:secret -out encrypted-key-sec1.pem 2> /dev/null

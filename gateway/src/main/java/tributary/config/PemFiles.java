package tributary.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tributary.plan.Identity;

/**
 * Reads the certificates and keys that the configuration names, all of them PEM. What is wrong with a file is told with its
 * line; no message repeats what stands there.
 */
final class PemFiles {
    private static final int LARGEST = 1024 * 1024;

    private final Problems problems;
    private final Set<Path> named;

    /** @param named gains each file */
    PemFiles(Problems problems, Set<Path> named) {
        this.problems = problems;
        this.named = named;
    }

    /** A certificate and its place. */
    private record Placed(X509Certificate certificate, Place place) {}

    /** Who we are by two files; null where either is not there or wrong. */
    @Nullable
    Identity identity(@Nullable Written<String> certificate, @Nullable Written<String> key) {
        // Both are read before either counts, so that what is wrong with both is told at once.
        List<Placed> chain = certificate == null ? List.of() : placed(certificate);
        PrivateKey secret = key == null ? null : key(key);
        if (chain.isEmpty() || certificate == null || secret == null || key == null) {
            return null;
        }
        chain.forEach(this::warnOfTime);
        if (!PrivateKeys.belong(secret, chain.getFirst().certificate().getPublicKey())) {
            problems.error(
                    key.place(),
                    key.at() + ": this is not the key of the first certificate in " + Quoted.of(certificate.value())
                            + ", " + subject(chain.getFirst().certificate()));
            return null;
        }
        return inOrder(chain)
                ? new Identity(chain.stream().map(Placed::certificate).toList(), secret)
                : null;
    }

    /** The certificates of a file; none where there are problems. */
    List<X509Certificate> certificates(@Nullable Written<String> file) {
        return file == null
                ? List.of()
                : placed(file).stream().map(Placed::certificate).toList();
    }

    private List<Placed> placed(Written<String> written) {
        List<Placed> found = new ArrayList<>();
        boolean whole = true;
        List<PemBlock> blocks = blocks(written);
        if (blocks == null) {
            return List.of();
        }
        for (PemBlock block : blocks) {
            if (block.isCertificate()) {
                Place place = place(written, block);
                X509Certificate certificate = certificate(block);
                if (certificate == null) {
                    problems.error(place, "this certificate is broken");
                    whole = false;
                } else {
                    found.add(new Placed(certificate, place));
                }
            }
        }
        if (whole && found.isEmpty()) {
            problems.error(
                    written.place(),
                    written.at() + ": " + Quoted.of(written.value())
                            + " holds no certificate in PEM, which begins with -----BEGIN CERTIFICATE-----");
        }
        return whole ? found : List.of();
    }

    private static @Nullable X509Certificate certificate(PemBlock block) {
        byte[] bytes = block.bytes();
        try {
            return bytes == null
                    ? null
                    : (X509Certificate) CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(bytes));
        } catch (CertificateException e) {
            return null;
        }
    }

    private @Nullable PrivateKey key(Written<String> written) {
        List<PemBlock> blocks = blocks(written);
        if (blocks == null) {
            return null;
        }
        List<PemBlock> keys = blocks.stream().filter(PemBlock::isPrivateKey).toList();
        if (keys.size() != 1) {
            problems.error(
                    written.place(),
                    written.at() + ": " + Quoted.of(written.value())
                            + (keys.isEmpty() ? " holds no private key in PEM" : " holds more than one private key"));
            return null;
        }
        PemBlock block = keys.getFirst();
        PrivateKey key = block.isEncrypted() ? null : PrivateKeys.of(block);
        if (key == null) {
            problems.error(
                    place(written, block),
                    block.isEncrypted()
                            ? "this key is encrypted, and there is nobody to ask for its password; decrypt it with"
                                    + " openssl pkey -in FILE -out FILE"
                            : "this key is broken, or of a kind other than RSA, EC and Ed25519");
        }
        return key;
    }

    /** Null where the file cannot be read. */
    private @Nullable List<PemBlock> blocks(Written<String> written) {
        Path file = NamedFile.of(written, problems, named);
        if (file == null) {
            return null;
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length <= LARGEST) {
                return PemBlock.of(new String(bytes, StandardCharsets.ISO_8859_1));
            }
            problems.error(written.place(), written.at() + ": the file has more than 1 MiB");
        } catch (IOException e) {
            problems.error(written.place(), written.at() + ": " + Quoted.of(written.value()) + " cannot be read");
        }
        return null;
    }

    private static Place place(Written<String> written, PemBlock block) {
        Path folder = Path.of(written.at().place().file()).getParent();
        Path file = folder == null ? Path.of(written.value()) : folder.resolve(written.value());
        return new Place(file.toString(), block.line(), 1);
    }

    private void warnOfTime(Placed each) {
        try {
            each.certificate().checkValidity();
        } catch (CertificateExpiredException e) {
            problems.warning(
                    each.place(),
                    "the certificate of " + subject(each.certificate()) + " has expired: "
                            + each.certificate().getNotAfter().toInstant());
        } catch (CertificateNotYetValidException e) {
            problems.warning(
                    each.place(),
                    "the certificate of " + subject(each.certificate()) + " is not valid before "
                            + each.certificate().getNotBefore().toInstant());
        }
    }

    private boolean inOrder(List<Placed> chain) {
        for (int i = 1; i < chain.size(); i++) {
            X509Certificate issued = chain.get(i - 1).certificate();
            if (!issued.getIssuerX500Principal()
                    .equals(chain.get(i).certificate().getSubjectX500Principal())) {
                problems.error(
                        chain.get(i).place(),
                        "this certificate has not issued the one before it; the gateway's own comes first, then its"
                                + " issuer, then the issuer's");
                return false;
            }
        }
        return true;
    }

    private static String subject(X509Certificate certificate) {
        return Quoted.of(certificate.getSubjectX500Principal().getName());
    }
}

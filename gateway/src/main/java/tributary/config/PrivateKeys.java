package tributary.config;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Private keys from the bytes of a PEM file. The JDK reads one format, PKCS #8; the two older ones are that format's inside, so
 * they are put into it. Stateless.
 */
final class PrivateKeys {
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");
    private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
    private static final byte[] EC_OID = HexFormat.of().parseHex("06072a8648ce3d0201");
    private static final byte[] VERSION = {2, 1, 0};
    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 4;
    private static final int PARAMETERS = 0xa0;

    private PrivateKeys() {}

    /** Null where it is none, or of a kind that TLS does not use. */
    static @Nullable PrivateKey of(PemBlock block) {
        byte[] bytes = block.bytes();
        if (bytes == null) {
            return null;
        }
        byte[] pkcs8 =
                switch (block.label()) {
                    case "PRIVATE KEY" -> bytes;
                    case "RSA PRIVATE KEY" -> wrapped(RSA, bytes);
                    case "EC PRIVATE KEY" -> ec(bytes);
                    default -> null;
                };
        return pkcs8 == null ? null : of(pkcs8);
    }

    /** The bytes do not say in a way that the JDK would tell which kind of key they are, so each is tried. */
    private static @Nullable PrivateKey of(byte[] pkcs8) {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (InvalidKeySpecException e) {
                // It is of another kind, or of none.
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every JDK has " + algorithm, e);
            }
        }
        return null;
    }

    /** Whether {@code key} signs what {@code certified} verifies. */
    static boolean belong(PrivateKey key, PublicKey certified) {
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> "EdDSA";
                };
        byte[] message = {1, 2, 3};
        try {
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(key);
            signing.update(message);
            byte[] signed = signing.sign();
            Signature verifying = Signature.getInstance(algorithm);
            verifying.initVerify(certified);
            verifying.update(message);
            return verifying.verify(signed);
        } catch (SignatureException e) {
            return false;
        } catch (GeneralSecurityException e) {
            // A certificate for another kind of key.
            return false;
        }
    }

    /** Of RFC 5915: a sequence of a version, the key, and, marked with a 0, the name of its curve. */
    private static byte @Nullable [] ec(byte[] bytes) {
        try {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            ByteBuffer inside = content(in, SEQUENCE);
            content(inside, 2);
            content(inside, OCTETS);
            ByteBuffer curve = content(inside, PARAMETERS);
            byte[] name = new byte[curve.remaining()];
            curve.get(name);
            return wrapped(element(SEQUENCE, EC_OID, name), bytes);
        } catch (RuntimeException e) {
            // It breaks off, or is something else.
            return null;
        }
    }

    /** What the next element holds, which is consumed. */
    private static ByteBuffer content(ByteBuffer in, int tag) {
        if ((in.get() & 0xff) != tag) {
            throw new IllegalArgumentException("another element");
        }
        int length = in.get() & 0xff;
        if (length > 0x82) {
            throw new IllegalArgumentException("too long");
        }
        if (length >= 0x80) {
            int digits = length - 0x80;
            length = 0;
            for (int i = 0; i < digits; i++) {
                length = (length << 8) | (in.get() & 0xff);
            }
        }
        ByteBuffer content = in.slice(in.position(), length);
        in.position(in.position() + length);
        return content;
    }

    private static byte[] wrapped(byte[] algorithm, byte[] key) {
        return element(SEQUENCE, VERSION, algorithm, element(OCTETS, key));
    }

    private static byte[] element(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        int length = content.size();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        // Two digits are enough: no key that TLS uses has 64 KiB.
        if (length > 0xff) {
            out.write(0x82);
            out.write(length >> 8);
        } else if (length >= 0x80) {
            out.write(0x81);
        }
        out.write(length);
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }
}

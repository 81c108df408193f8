package tributary.fuzz;

import java.nio.file.Path;
import java.util.Locale;
import tributary.downstream.http1.AnswersFuzz;
import tributary.downstream.http1.GunzipFuzz;
import tributary.edge.client.OriginsFuzz;
import tributary.edge.coding.CodingsFuzz;
import tributary.edge.connection.ChunksFuzz;
import tributary.edge.connection.FramesFuzz;
import tributary.edge.connection.HeadsFuzz;
import tributary.expression.ExpressionsFuzz;
import tributary.json.JsonFuzz;
import tributary.plan.UrlsFuzz;

/** What is fuzzed. Each has its corpus in a folder of its name, and maybe a dictionary beside it. */
enum FuzzTarget {
    ANSWERS(AnswersFuzz.class, 4096),
    GUNZIP(GunzipFuzz.class, 1024),
    JSON(JsonFuzz.class, 4096),
    EXPRESSIONS(ExpressionsFuzz.class, 512),
    HEADS(HeadsFuzz.class, 2048),
    CHUNKS(ChunksFuzz.class, 2048),
    FRAMES(FramesFuzz.class, 2048),
    URLS(UrlsFuzz.class, 256),
    ORIGINS(OriginsFuzz.class, 512),
    CODINGS(CodingsFuzz.class, 512);

    private final Class<?> target;
    private final int longest;

    /** @param longest bytes of an input that Jazzer makes; the corpus may hold longer ones */
    FuzzTarget(Class<?> target, int longest) {
        this.target = target;
        this.longest = longest;
    }

    /** Tries one input; whatever it throws is a finding. */
    void accept(byte[] data) throws Exception {
        switch (this) {
            case ANSWERS -> AnswersFuzz.fuzzerTestOneInput(data);
            case GUNZIP -> GunzipFuzz.fuzzerTestOneInput(data);
            case JSON -> JsonFuzz.fuzzerTestOneInput(data);
            case EXPRESSIONS -> ExpressionsFuzz.fuzzerTestOneInput(data);
            case HEADS -> HeadsFuzz.fuzzerTestOneInput(data);
            case CHUNKS -> ChunksFuzz.fuzzerTestOneInput(data);
            case FRAMES -> FramesFuzz.fuzzerTestOneInput(data);
            case URLS -> UrlsFuzz.fuzzerTestOneInput(data);
            case ORIGINS -> OriginsFuzz.fuzzerTestOneInput(data);
            case CODINGS -> CodingsFuzz.fuzzerTestOneInput(data);
        }
    }

    String className() {
        return target.getName();
    }

    int longest() {
        return longest;
    }

    String lowerCase() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The kept inputs, one a file; {@code gateway} is the module's folder. */
    Path corpus(Path gateway) {
        return gateway.resolve("src/test/corpus").resolve(lowerCase());
    }

    Path dictionary(Path gateway) {
        return gateway.resolve("src/test/corpus").resolve(lowerCase() + ".dict");
    }
}

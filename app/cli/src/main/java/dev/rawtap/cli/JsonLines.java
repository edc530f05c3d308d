package dev.rawtap.cli;

import java.io.OutputStream;
import java.util.function.Consumer;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/** JSON on standard output: one object a line. */
final class JsonLines {
    private JsonLines() {}

    /** Writes to {@code to}, which stays open; values at the top stand on lines of their own. */
    static JsonGenerator to(OutputStream to) {
        JsonFactory factory = JsonFactory.builder()
                .rootValueSeparator("\n")
                .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
                .build();
        return factory.createGenerator(ObjectWriteContext.empty(), to, JsonEncoding.UTF8);
    }

    /** Prints one value and ends its line. */
    static void print(Output to, Consumer<JsonGenerator> value) {
        try (JsonGenerator json = to(to)) {
            value.accept(json);
        }
        to.print("\n");
    }
}

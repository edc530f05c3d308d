package dev.rawtap.script.lower;

import dev.rawtap.base.Span;
import dev.rawtap.btf.tracepoint.RawTracepoint;
import dev.rawtap.ir.Function;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.MapType;
import dev.rawtap.object.Target;
import dev.rawtap.script.program.CompiledAction;
import dev.rawtap.script.program.CompiledProbe;
import dev.rawtap.script.program.CompiledScript;
import dev.rawtap.script.program.ScriptAction;
import dev.rawtap.script.program.ScriptConfig;
import dev.rawtap.script.type.Layout;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.typed.ScriptMap;
import dev.rawtap.script.typed.TypedScript;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What all functions of one script share: maps, actions and the programs made so far. */
final class ModuleWriter {
    static final int CONTROL_RING_BYTES = 64 << 10;

    /** Offset of the first field in an event record. */
    static final int FIELDS = 8;

    /** Bytes of the record of a report: the action's number and a result. */
    static final int REPORT_BYTES = 16;

    /** The map of constant bytes. */
    static final String CONSTANTS = ".rodata";

    private final Target target;
    private final LoweringOptions options;
    private final ScriptConfig config;
    private final Map<String, MapPlan> plans = new LinkedHashMap<>();
    private final Map<String, MapSpec> specs = new LinkedHashMap<>();
    private final Map<String, RawTracepoint> described = new HashMap<>();
    private final Map<String, Integer> constants = new HashMap<>();
    private final ByteArrayOutputStream constantBytes = new ByteArrayOutputStream();
    private final List<CompiledAction> actions = new ArrayList<>();
    private final List<Function> functions = new ArrayList<>();
    private final List<CompiledProbe> probes = new ArrayList<>();
    private final Set<Span> toldReads = new HashSet<>();
    private int names;
    private boolean reports;
    private final Map<String, AttachPoint> attach = new LinkedHashMap<>();

    ModuleWriter(Target target, LoweringOptions options, TypedScript script) {
        this.target = target;
        this.options = options;
        config = script.config();
        Map<String, KeyBounds.Bound> bounds = KeyBounds.of(script, options.possibleCpus());
        for (ScriptMap map : script.maps()) {
            MapPlan plan = MapPlan.of(map, bounds.get(map.name()), options.possibleCpus());
            plans.put(map.name(), plan);
            map(plan.spec());
            plan.beyond().ifPresent(beyond -> map(beyond.spec()));
        }
    }

    Target target() {
        return target;
    }

    LoweringOptions options() {
        return options;
    }

    /** A raw tracepoint with what is known of NULL. */
    RawTracepoint describe(RawTracepoint tracepoint) {
        return described.computeIfAbsent(
                tracepoint.name(), ignored -> options.describe().apply(tracepoint));
    }

    MapPlan plan(ScriptMap map) {
        MapPlan plan = plans.get(map.name());
        if (plan == null) {
            throw new IllegalStateException("no map " + map.name());
        }
        return plan;
    }

    List<MapPlan> plans() {
        return List.copyOf(plans.values());
    }

    /** The name of a map of our own, which is made when first asked for. */
    String map(MapSpec spec) {
        specs.putIfAbsent(spec.name(), spec);
        return spec.name();
    }

    List<MapSpec> specs() {
        var all = new ArrayList<>(specs.values());
        if (constantBytes.size() > 0) {
            byte[] bytes = constantBytes.toByteArray();
            all.add(MapSpec.of(CONSTANTS, MapType.ARRAY, 4, bytes.length, 1)
                    .withContents(new MapSpec.Contents(bytes, true)));
        }
        return List.copyOf(all);
    }

    /** Where constant bytes lie in the read-only map of the script, aligned to 8. */
    int constant(byte[] bytes) {
        return constants.computeIfAbsent(HexFormat.of().formatHex(bytes), ignored -> {
            int offset = Layout.align(constantBytes.size(), FIELDS);
            while (constantBytes.size() < offset) {
                constantBytes.write(0);
            }
            constantBytes.writeBytes(bytes);
            return offset;
        });
    }

    /** The ring buffer that an action goes through. */
    String ring(ScriptAction action) {
        boolean control = switch (action) {
            case ScriptAction.Exit _, ScriptAction.AssertFailed _ -> true;
            case ScriptAction.Printf _,
                    ScriptAction.Report _,
                    ScriptAction.PrintValue _,
                    ScriptAction.PrintMap _,
                    ScriptAction.PrintMapValue _,
                    ScriptAction.ClearMap _,
                    ScriptAction.ZeroMap _,
                    ScriptAction.PrintTime _,
                    ScriptAction.Cat _,
                    ScriptAction.Join _,
                    ScriptAction.Ended _,
                    ScriptAction.HelperFailed _,
                    ScriptAction.Warning _,
                    ScriptAction.RunCommand _,
                    ScriptAction.WritePacket _,
                    ScriptAction.RememberProcess _ -> false;
        };
        return control
                ? control()
                : map(MapSpec.of(
                        CompiledScript.EVENTS, MapType.RINGBUF, 0, 0, config.eventRingBytes(options.possibleCpus())));
    }

    /** What packets go through: the one kind of buffer into which the kernel copies them. */
    String packets() {
        return map(MapSpec.of(CompiledScript.PACKETS, MapType.PERF_EVENT_ARRAY, 4, 4, 0));
    }

    /** A new action that is reported. */
    CompiledAction report(ScriptAction action, Span at) {
        reports = true;
        return action(action, List.of(ScriptType.INT64), at);
    }

    /** Whether something is reported. */
    boolean hasReports() {
        return reports;
    }

    /** Whether the script has a ring buffer for what it prints. */
    boolean hasEvents() {
        return specs.containsKey(CompiledScript.EVENTS);
    }

    /** The ring buffer of reports: that of what is printed, so that they come in order, but no large one for them alone. */
    String reportRing() {
        return hasEvents() ? CompiledScript.EVENTS : control();
    }

    private String control() {
        return map(MapSpec.of(CompiledScript.CONTROL, MapType.RINGBUF, 0, 0, CONTROL_RING_BYTES));
    }

    /** A new action with its number and the offsets of its fields. */
    CompiledAction action(ScriptAction action, List<ScriptType> fields, Span at) {
        return action(action, fields, Layout.of(FIELDS, fields), List.of(), at);
    }

    /**
     * The same for fields some of which are texts that a helper reads into the record. The first of them begins in the bytes that are
     * stored with the number.
     */
    CompiledAction actionReading(ScriptAction action, List<ScriptType> fields, List<Integer> reads, Span at) {
        if (!reads.contains(0)) {
            return action(action, fields, Layout.of(FIELDS, fields), reads, at);
        }
        Layout rest = Layout.of(Integer.BYTES + Layout.size(fields.getFirst()), fields.subList(1, fields.size()));
        var offsets = new ArrayList<>(List.of(Integer.BYTES));
        offsets.addAll(rest.offsets());
        return action(action, fields, new Layout(offsets, rest.bytes(), rest.alignment()), reads, at);
    }

    private CompiledAction action(
            ScriptAction action, List<ScriptType> fields, Layout layout, List<Integer> reads, Span at) {
        var compiled = new CompiledAction(
                actions.size(), action, fields, layout.offsets(), reads, Layout.align(layout.bytes(), FIELDS), at);
        actions.add(compiled);
        return compiled;
    }

    /** A read that is told in a record, not counted by the program. */
    void tellRead(Span at) {
        toldReads.add(at);
    }

    Set<Span> toldReads() {
        return toldReads;
    }

    List<CompiledAction> actions() {
        return actions;
    }

    /** Adds a program and the probes that it serves. */
    void program(Function function, AttachPoint point, CompiledProbe probe) {
        functions.add(function);
        attach.put(function.name(), point);
        probes.add(probe);
    }

    /** A name that no other function has. */
    String name(String wanted) {
        return wanted + "_" + names++;
    }

    /** Adds a function that others call. */
    void function(Function function) {
        functions.add(function);
    }

    List<Function> functions() {
        return functions;
    }

    List<CompiledProbe> probes() {
        return probes;
    }

    Map<String, AttachPoint> attach() {
        return attach;
    }
}

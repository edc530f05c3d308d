package dev.rawtap.object.relocate;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.MalformedException;
import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfType;
import dev.rawtap.btf.CoreRelocation;
import dev.rawtap.object.FlavoredName;
import dev.rawtap.object.relocate.Candidates.Candidate;
import dev.rawtap.syscall.Architecture;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Answers each question about types once, for the object's own types and for the target's. */
final class Resolver {
    private final Btf local;
    private final Btf kernel;
    private final Candidates candidates;
    private final Architecture machine;
    private final Map<Question, Resolved> known = new HashMap<>();

    Resolver(Btf local, Btf kernel, Candidates candidates, Architecture machine) {
        this.local = local;
        this.kernel = kernel;
        this.candidates = candidates;
        this.machine = machine;
    }

    /**
     * Both answers.
     *
     * @param what what was asked about, in words
     * @param targetTypes the types that the target's answer refers to
     */
    record Resolved(String what, Answer local, Answer target, Btf targetTypes) {}

    private record Question(CoreRelocation.Kind kind, int root, List<Integer> access) {
        // Written out: a record's own is linked at run time, which costs milliseconds of a cold start.
        @Override
        public boolean equals(Object other) {
            return other instanceof Question that
                    && kind == that.kind
                    && root == that.root
                    && access.equals(that.access);
        }

        @Override
        public int hashCode() {
            return (kind.hashCode() * 31 + root) * 31 + access.hashCode();
        }
    }

    Resolved resolve(CoreRelocation.Kind kind, int root, List<Integer> access) {
        Question question = new Question(kind, root, access);
        Resolved before = known.get(question);
        if (before == null) {
            before = switch (kind) {
                case FIELD_BYTE_OFFSET, FIELD_BYTE_SIZE, FIELD_EXISTS -> field(question);
                case FIELD_SIGNED, FIELD_LEFT_SHIFT, FIELD_RIGHT_SHIFT -> field(question);
                case TYPE_ID_LOCAL -> localId(question);
                case TYPE_ID_TARGET, TYPE_EXISTS, TYPE_SIZE, TYPE_MATCHES -> type(question);
                case ENUM_VALUE_EXISTS, ENUM_VALUE -> enumerator(question);
            };
            known.put(question, before);
        }
        return before;
    }

    /** What one candidate says: an answer, and the bits that a field must agree on; or why it says nothing. */
    private record Reply(Candidate candidate, Answer answer, long bitOffset) {}

    private Resolved field(Question question) {
        AccessPath path = AccessPath.read(local, question.root, question.access);
        var replies = new ArrayList<Reply>();
        String reason = noSuchType(question.root);
        for (Candidate candidate : candidates.of(question.root)) {
            switch (Matching.of(path, candidate.btf(), candidate.id())) {
                case Matching.Result.Found found ->
                    replies.add(new Reply(
                            candidate,
                            FieldQuestion.ask(question.kind, found.path()),
                            found.path().bitOffset()));
                case Matching.Result.Absent absent -> reason = absent.reason();
            }
        }
        Answer none = question.kind == CoreRelocation.Kind.FIELD_EXISTS
                ? Answer.Known.of(0)
                : new Answer.Missing(reason + otherMachine(question.root));
        return settle(question, path.text(), FieldQuestion.ask(question.kind, path), replies, none);
    }

    private Resolved localId(Question question) {
        var id = new Answer.Known(question.root, false, 0, 0);
        return new Resolved(typeText(question.root), id, id, local);
    }

    private Resolved type(Question question) {
        var replies = new ArrayList<Reply>();
        for (Candidate candidate : candidates.of(question.root)) {
            var agreement = new TypeAgreement(local, candidate.btf());
            boolean fits = question.kind == CoreRelocation.Kind.TYPE_MATCHES
                    ? agreement.matches(question.root, candidate.id())
                    : agreement.types(question.root, candidate.id());
            if (fits) {
                replies.add(new Reply(candidate, typeAnswer(question.kind, candidate.btf(), candidate.id()), 0));
            }
        }
        // A type that is not there has id 0, size 0, and does not exist.
        return settle(
                question,
                typeText(question.root),
                typeAnswer(question.kind, local, question.root),
                replies,
                Answer.Known.of(0));
    }

    private static Answer typeAnswer(CoreRelocation.Kind kind, Btf btf, int id) {
        return switch (kind) {
            case TYPE_ID_TARGET -> new Answer.Known(id, false, 0, 0);
            case TYPE_SIZE -> Answer.Known.of(btf.sizeOf(id));
            default -> Answer.Known.of(1);
        };
    }

    private Resolved enumerator(Question question) {
        if (!(local.type(local.strip(question.root)) instanceof BtfType.Enumeration enumeration)
                || question.access.size() != 1
                || question.access.getFirst() >= enumeration.values().size()) {
            throw new MalformedException(
                    local.name(),
                    0,
                    "CO-RE access %s of type %d, which has no such enumerator"
                            .formatted(question.access, question.root));
        }
        BtfType.Enumerator wanted = enumeration.values().get(question.access.getFirst());
        String name = FlavoredName.essential(wanted.name());
        boolean asksValue = question.kind == CoreRelocation.Kind.ENUM_VALUE;
        var replies = new ArrayList<Reply>();
        String reason = noSuchType(question.root);
        for (Candidate candidate : candidates.of(question.root)) {
            reason = "%s has no enumerator '%s'".formatted(typeText(question.root), name);
            if (candidate.btf().type(candidate.btf().strip(candidate.id())) instanceof BtfType.Enumeration other) {
                other.values().stream()
                        .filter(value -> FlavoredName.essential(value.name()).equals(name))
                        .findFirst()
                        .ifPresent(value ->
                                replies.add(new Reply(candidate, Answer.Known.of(asksValue ? value.value() : 1), 0)));
            }
        }
        return settle(
                question,
                local.nameOf(question.root) + "." + wanted.name(),
                Answer.Known.of(asksValue ? wanted.value() : 1),
                replies,
                asksValue ? new Answer.Missing(reason) : Answer.Known.of(0));
    }

    /** One answer of those of all candidates, which must agree. */
    private Resolved settle(Question question, String what, Answer own, List<Reply> replies, Answer none) {
        if (replies.isEmpty()) {
            return new Resolved(what, own, none, kernel);
        }
        Reply first = replies.getFirst();
        for (Reply other : replies) {
            if (other.bitOffset != first.bitOffset || !agree(first.answer, other.answer)) {
                throw new InvalidInputException(
                        "%s is ambiguous: types %d and %d of the kernel have that name and differ"
                                .formatted(what, first.candidate.id(), other.candidate.id()),
                        "add a field to the local struct that only one of them has");
            }
        }
        candidates.keep(question.root, replies.stream().map(Reply::candidate).toList());
        return new Resolved(what, own, first.answer, first.candidate.btf());
    }

    private static boolean agree(Answer one, Answer other) {
        return switch (one) {
            case Answer.Known known -> other instanceof Answer.Known that && known.value() == that.value();
            case Answer.Missing _ -> other instanceof Answer.Missing;
        };
    }

    private String otherMachine(int root) {
        return CompiledFor.other(local, local.nameOf(local.strip(root)), machine)
                .map(other -> ": it was compiled for %s, this is %s".formatted(other, machine))
                .orElse("");
    }

    private String noSuchType(int root) {
        return "the kernel has no " + FlavoredName.essential(typeText(root));
    }

    private String typeText(int root) {
        String keyword = switch (local.type(root)) {
            case BtfType.Struct _ -> "struct ";
            case BtfType.Union _ -> "union ";
            case BtfType.Enumeration _ -> "enum ";
            case BtfType.Forward forward -> forward.union() ? "union " : "struct ";
            default -> "";
        };
        return keyword + local.nameOf(root);
    }
}

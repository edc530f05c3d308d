/**
 * Types of the script language's values, and how values lie in memory: in variables, map keys and values, and event records.
 *
 * <pre>
 * ScriptType = Nothing | Bool | Int | Named | Text | Buffer | Pointer | Array | Composite | Enumeration
 *            | Tuple | RecordType | Resolved | Stack | Aggregation
 * </pre>
 *
 * <p>Types of C (structs, unions, enumerations) are ids in a {@link dev.rawtap.btf.Btf}: the running kernel's, or one that extends it
 * with what the script defines.
 *
 * <p>Not here: how types are found (analysis), how values look (output).
 */
@NullMarked
package dev.rawtap.script.type;

import org.jspecify.annotations.NullMarked;

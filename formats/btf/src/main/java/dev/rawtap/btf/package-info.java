/**
 * BTF, the kernel's type format: a lazy view of a section, and the types in it as records.
 *
 * <pre>{@code
 * var vmlinux = Btf.read("vmlinux", MemorySegment.ofArray(Files.readAllBytes(Path.of("/sys/kernel/btf/vmlinux"))));
 * int task = vmlinux.find(BtfKind.STRUCT, "task_struct").orElseThrow();
 * long offset = vmlinux.field(task, "comm").orElseThrow().offset();
 * }</pre>
 *
 * <pre>
 * Btf     = header, BtfType by id, strings; split BTF continues the ids and strings of its base
 * BtfType = Void                                                   id 0
 *         | Int name size encoding | Float name size | Enumeration (Enum | Enum64) name size values
 *         | Pointer id | Array id length | Composite (Struct | Union) name size Member*
 *         | Modifier (Typedef | Const | Volatile | Restrict | TypeTag) id
 *         | Forward name | FunctionPrototype id Parameter*
 *         | Function name id | Variable name id | DataSection name Placement* | DeclarationTag id
 * </pre>
 *
 * <p>Invariants: an id in a decoded type exists in its {@code Btf}; records are immutable and compare by value, with
 * ids, so that types of two {@code Btf} never compare. Bad bytes are a {@code MalformedException} with the offset.
 * Not here: reading files (callers give bytes) and relocation by name (room object).
 */
@NullMarked
package dev.rawtap.btf;

import org.jspecify.annotations.NullMarked;

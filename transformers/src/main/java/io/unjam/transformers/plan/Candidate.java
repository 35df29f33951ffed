package io.unjam.transformers.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.tree.AbstractInsnNode;

/**
 * A site together with the bytecode that it names: what scanners find, deciders judge and edits
 * change.
 *
 * @param site where it is, as people read it
 * @param view its method
 * @param instruction the instruction itself, {@code null} for a site that is a whole method
 * @param related other instructions of the site: the constructor calls that belong to a {@code
 *     new}; empty for an allocation whose constructor calls can't be told apart
 * @param allocates internal name of the class an allocation or constructor reference makes
 * @param callOwner internal name of the class a call or method reference names
 * @param callName the method it names
 * @param onThis whether the receiver, or the monitor, is the method's {@code this}
 */
public record Candidate(
    Site site,
    MethodView view,
    @Nullable AbstractInsnNode instruction,
    List<AbstractInsnNode> related,
    @Nullable String allocates,
    @Nullable String callOwner,
    @Nullable String callName,
    boolean onThis) {}

package io.unjam.agent.boot;

import io.unjam.transformers.edit.Reshaped;
import io.unjam.transformers.plan.Form;
import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;

/**
 * Has classes loaded in the form that rules need them in, where it can't be changed later: methods
 * with a block in place of {@code synchronized} ones, and fields final that constructors alone
 * write. The form means the same and does nothing by itself; what rules make of it is up to {@link
 * UnjamTransformer}.
 *
 * <p>It is registered as one that doesn't retransform. So the JVM asks it before all that do, when
 * a class is first defined, and takes what it says for the class's own bytes from then on: a
 * retransformation, ours or that of another agent, begins with them. It is asked too when somebody
 * redefines a class, and gives it the form that the class has, which has to stay.
 *
 * <p>As for {@link UnjamTransformer}, it runs under class-loading locks: it loads no class of the
 * application, waits for nothing, and whatever happens in it the class keeps its bytes.
 */
final class ReshapingTransformer implements ClassFileTransformer {

  private final UnjamTransformer edits;
  private final LoaderClassFiles files;
  private final ReshapedClasses reshaped;
  private final Failures failures;

  ReshapingTransformer(
      UnjamTransformer edits, LoaderClassFiles files, ReshapedClasses reshaped, Failures failures) {
    this.edits = edits;
    this.files = files;
    this.reshaped = reshaped;
    this.failures = failures;
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable Module module,
      @Nullable ClassLoader loader,
      @Nullable String className,
      @Nullable Class<?> classBeingRedefined,
      @Nullable ProtectionDomain protectionDomain,
      byte[] bytes) {
    if (className == null
        || UnjamTransformer.isLeftAlone(module, loader, className, classBeingRedefined)) {
      return null;
    }
    String name = className.replace('/', '.');
    try {
      if (classBeingRedefined != null) {
        Form form = reshaped.form(name, loader);
        return form.isAsItIs() ? null : said(name, Reshaped.again(bytes, form, files.of(loader)));
      }
      InForce now = edits.inForce();
      if (!now.on() || !now.rewriter().mayReshape(className)) {
        return null;
      }
      Reshaped form = now.rewriter().reshape(className, bytes, files.of(loader));
      byte[] changed = said(name, form);
      if (changed != null && form != null) {
        reshaped.add(name, loader, form.form());
      }
      return changed;
    } catch (Throwable e) {
      // The boundary to the application, as in UnjamTransformer.
      failures.add(name, e);
      return null;
    }
  }

  private byte @Nullable [] said(String name, @Nullable Reshaped form) {
    if (form == null) {
      return null;
    }
    if (form.failure() != null) {
      failures.add(name, "the form it would be loaded in can't be made: " + form.failure());
    }
    return form.classFile();
  }
}

package io.watchlog.tracer;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/** Which types a user of the exported packages gets to see. */
final class ApiTypes extends ArchCondition<JavaClass> {
  private final Set<String> exported;

  private ApiTypes(Set<String> exported) {
    super("show only public types of the exported packages and of the JDK");
    this.exported = exported;
  }

  static ArchCondition<JavaClass> showOnly(Set<String> exported) {
    return new ApiTypes(exported);
  }

  @Override
  public void check(JavaClass item, ConditionEvents events) {
    if (!isApi(item)) {
      return;
    }
    item.getSuperclass().ifPresent(type -> check(type, item.getDescription(), events));
    item.getInterfaces().forEach(type -> check(type, item.getDescription(), events));
    item.getTypeParameters().forEach(type -> check(type, item.getDescription(), events));
    for (JavaCodeUnit unit : item.getCodeUnits()) {
      if (isVisible(unit.getModifiers())) {
        check(unit.getReturnType(), unit.getDescription(), events);
        unit.getParameterTypes().forEach(type -> check(type, unit.getDescription(), events));
        unit.getExceptionTypes().forEach(type -> check(type, unit.getDescription(), events));
        unit.getTypeParameters().forEach(type -> check(type, unit.getDescription(), events));
      }
    }
    for (JavaField field : item.getFields()) {
      if (isVisible(field.getModifiers())) {
        check(field.getType(), field.getDescription(), events);
      }
    }
  }

  private void check(JavaType type, String where, ConditionEvents events) {
    for (JavaClass seen : type.getAllInvolvedRawTypes()) {
      JavaClass element = seen.getBaseComponentType();
      if (!element.isPrimitive() && !isJdk(element) && !isApi(element)) {
        events.add(SimpleConditionEvent.violated(type, where + " shows " + element.getName()));
      }
    }
  }

  private boolean isApi(JavaClass type) {
    Optional<JavaClass> enclosing = type.getEnclosingClass();
    return exported.contains(type.getPackageName())
        && isVisible(type.getModifiers())
        && (enclosing.isEmpty() || isApi(enclosing.get()));
  }

  private static boolean isJdk(JavaClass type) {
    return type.getName().startsWith("java.") || type.getName().startsWith("javax.");
  }

  private static boolean isVisible(Collection<JavaModifier> modifiers) {
    return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
  }
}

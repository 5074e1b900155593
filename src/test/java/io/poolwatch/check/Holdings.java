package io.poolwatch.check;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.Buffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes of arrays and texts an object keeps, by itself and by what it refers to: not what
 * the JVM's heap takes, but what grows with the bytes that a probe has received. Definitions that
 * all probes of a check share are left out, as are objects of the JDK that hold no data of others.
 */
final class Holdings {
  private static final Map<Class<?>, List<Field>> FIELDS = new ConcurrentHashMap<>();

  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<Object> open = new ArrayDeque<>();
  private long bytes;

  private Holdings() {}

  /** What an object keeps, in bytes; a character of a text counts as one. */
  static long of(Object root) {
    Holdings holdings = new Holdings();
    holdings.add(root);
    while (!holdings.open.isEmpty()) {
      holdings.count(holdings.open.pop());
    }
    return holdings.bytes;
  }

  private void add(@Nullable Object next) {
    if (next != null && !shared(next) && seen.add(next)) {
      open.push(next);
    }
  }

  private static boolean shared(Object object) {
    return object instanceof CheckScript
        || object instanceof Dialogue
        || object instanceof Step
        || object instanceof Enum<?>
        || object instanceof Class<?>;
  }

  private void count(Object object) {
    Class<?> type = object.getClass();
    if (object instanceof CharSequence text && type.getModule().isNamed()) {
      bytes += text instanceof StringBuilder builder ? builder.capacity() : text.length();
    } else if (object instanceof Buffer buffer) {
      bytes += buffer.capacity();
    } else if (object instanceof Object[] elements) {
      bytes += (long) elements.length * Integer.BYTES;
      for (Object element : elements) {
        add(element);
      }
    } else if (type.isArray()) {
      bytes += (long) Array.getLength(object) * size(type.getComponentType());
    } else if (object instanceof Collection<?> elements && type.getModule().isNamed()) {
      elements.forEach(this::add);
    } else if (object instanceof Map<?, ?> map) {
      map.keySet().forEach(this::add);
      map.values().forEach(this::add);
    } else if (!type.getModule().isNamed()) {
      fields(type).forEach(field -> add(value(field, object)));
    }
  }

  private static int size(Class<?> primitive) {
    return primitive == byte.class || primitive == boolean.class || primitive == char.class ? 1 : 4;
  }

  private static List<Field> fields(Class<?> type) {
    return FIELDS.computeIfAbsent(type, Holdings::find);
  }

  private static List<Field> find(Class<?> type) {
    List<Field> found = new ArrayList<>();
    for (Class<?> at = type; at != null && !at.getModule().isNamed(); at = at.getSuperclass()) {
      for (Field field : at.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
          field.setAccessible(true);
          found.add(field);
        }
      }
    }
    return found;
  }

  private static @Nullable Object value(Field field, Object owner) {
    try {
      return field.get(owner);
    } catch (IllegalAccessException e) {
      throw new AssertionError("a field that was made accessible", e);
    }
  }
}

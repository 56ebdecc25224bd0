#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The number of query closures that are running on this thread, nested in one another.
///
/// An inner closure may use the columns of outer ones, so each column stores the nesting depth of its closure. The closures
/// are synchronous, so a thread runs the closures of one query at a time. A thread-specific variable is used instead of a
/// task-local value because it is faster, and every verb of a query reads it.
enum ClosureDepth {
  private static let key: pthread_key_t? = {
    var key = pthread_key_t()
    return pthread_key_create(&key, nil) == 0 ? key : nil
  }()

  /// Whether the operating system provided a thread-specific variable. Without it, queries cannot be nested.
  static var isKnown: Bool { key != nil }

  /// The number of running closures, which is the nesting depth of the next one.
  static var current: Int {
    guard let key else { return 0 }
    return Int(bitPattern: pthread_getspecific(key))
  }

  static func set(_ depth: Int) {
    guard let key else { return }
    pthread_setspecific(key, UnsafeRawPointer(bitPattern: depth))
  }
}

extension RelationPath {
  /// Begins a closure of a query, and returns the path of the queried model for its columns. Call ``leaveClosure()`` on the
  /// path after the closure.
  @usableFromInline
  static func enterClosure() -> RelationPath {
    let depth = ClosureDepth.current
    ClosureDepth.set(depth + 1)
    return depth == 0 ? .root : .root(at: depth)
  }

  /// Ends the closure that this path was made for.
  @usableFromInline
  func leaveClosure() { ClosureDepth.set(depth) }
}

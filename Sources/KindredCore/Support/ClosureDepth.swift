#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How many closures of queries are running on this thread, one inside the other.
///
/// Closures of queries nest, and the inner ones use the columns of the outer ones: each column says at which depth it was
/// made. The closures are synchronous, so that the number of a thread is that of the closures that stand around what
/// runs. It is a variable of the thread rather than of the task, because every verb of a query asks for it.
enum ClosureDepth {
  private static let key: pthread_key_t? = {
    var key = pthread_key_t()
    return pthread_key_create(&key, nil) == 0 ? key : nil
  }()

  /// Whether the system had a variable of the thread left. Without one, queries cannot stand in queries.
  static var isKnown: Bool { key != nil }

  /// How many are running: the depth of what the next one writes.
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
  /// Begins a closure of a query: the path of the queried model inside. Each call is followed by one of
  /// ``leaveClosure()``.
  @usableFromInline
  static func enterClosure() -> RelationPath {
    let depth = ClosureDepth.current
    ClosureDepth.set(depth + 1)
    return depth == 0 ? .root : .root(at: depth)
  }

  /// Ends the closure whose path this is.
  @usableFromInline
  func leaveClosure() { ClosureDepth.set(depth) }
}

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What is at a path at the moment.
struct FileLook {
  /// What tells one file from another, whatever their names, for as long as it is open.
  struct Identity: Equatable {
    let device: UInt64
    let number: UInt64
  }

  /// nil when there is none, or when it cannot be found out.
  private(set) var identity: Identity?
  /// In bytes.
  private(set) var size = 0
  /// Whether there is certainly nothing.
  private(set) var isMissing = false

  init(_ path: String) {
    var found = stat()
    if stat(path, &found) == 0 {
      identity = Identity(
        device: UInt64(truncatingIfNeeded: found.st_dev), number: UInt64(truncatingIfNeeded: found.st_ino))
      size = Int(clamping: found.st_size)
    } else {
      isMissing = [ENOENT, ENOTDIR, ESTALE].contains(errno)
    }
  }

  var exists: Bool { identity != nil }

  /// Whether the same file as before is there, as far as that is known: a process that may not look any more has not lost
  /// its file.
  func isSame(as other: Identity?) -> Bool {
    if isMissing { return false }
    guard let identity, let other else { return true }
    return identity == other
  }

  func isSame(as other: FileLook) -> Bool { !other.isMissing && isSame(as: other.identity) }
}

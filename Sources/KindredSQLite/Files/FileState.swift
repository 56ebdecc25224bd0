#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The state of the file at a path.
struct FileState {
  /// Identifies a file, whatever its name, as long as it is open.
  struct Identity: Equatable {
    let device: UInt64
    let number: UInt64
  }

  /// nil if there is no file, or if that cannot be determined.
  private(set) var identity: Identity?
  /// In bytes.
  private(set) var size = 0
  /// Whether there is certainly no file.
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

  /// Whether the path still has the same file, as far as is known: a process without permission to look has not lost
  /// its file.
  func isSame(as other: Identity?) -> Bool {
    if isMissing { return false }
    guard let identity, let other else { return true }
    return identity == other
  }

  func isSame(as other: FileState) -> Bool { !other.isMissing && isSame(as: other.identity) }
}

/// The file `sealed`: the migrations that must not be edited any more, because databases may have them, with the hashes of
/// their files. A line says `0001_initial 9f2c…`.
///
/// Each migration has a line of its own, so that branches can be merged, and so that the edited file can be named.
package struct SealedList: Equatable {
  /// The hashes, by the names of the migrations.
  package private(set) var hashes: [String: String] = [:]

  /// Reads the file. Lines that are no entries, such as those of a conflict, are left out.
  package init(text: String) {
    for line in text.split(whereSeparator: \.isNewline) {
      let parts = line.split(separator: " ")
      if parts.count == 2, parts[1].count == 16 { hashes[String(parts[0])] = String(parts[1]) }
    }
  }

  /// Adds a file.
  package mutating func add(_ name: String, _ hash: String) { hashes[name] = hash }

  /// The file's text.
  package var text: String { hashes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)\n" }.joined() }
}

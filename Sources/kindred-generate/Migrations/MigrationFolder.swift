/// The migrations of a target as files, and the file `head`, which names the last one.
///
/// Two branches that each add a migration change the same line of `head`, so that git reports a conflict where the
/// history would split.
package struct MigrationFolder {
  /// The files, by the names of their migrations.
  package let files: [MigrationFile]
  /// The text of `head`; nil if there is none.
  package let head: String?
  /// The path of `head`.
  package let headPath: String
  /// The target's name.
  package let app: String

  /// Gathers files.
  package init(app: String, files: [MigrationFile], head: String?, headPath: String) {
    self.app = app
    self.files = files.sorted { $0.name < $1.name }
    self.head = head
    self.headPath = headPath
  }

  /// The migration with a name.
  package func file(named name: String) -> MigrationFile? { files.first { $0.name == name } }

  /// The names of this target's migrations that one follows.
  package func parents(of file: MigrationFile) -> [String] {
    file.after.compactMap { piece in
      guard let dot = piece.text.firstIndex(of: ".") else { return piece.text }
      return piece.text[..<dot] == app ? String(piece.text[piece.text.index(after: dot)...]) : nil
    }
  }

  /// The migrations that none follows.
  package var leaves: [MigrationFile] {
    let followed = Set(files.flatMap(parents))
    return files.filter { !followed.contains($0.name) }
  }

  /// The migration and all that it follows, directly or not.
  package func history(of file: MigrationFile) -> Set<String> {
    var found: Set<String> = []
    var open = [file]
    while let next = open.popLast() {
      guard found.insert(next.name).inserted else { continue }
      open += parents(of: next).compactMap(self.file(named:))
    }
    return found
  }

  /// The names in `head`: one, or several if git left a conflict in it.
  package var headNames: [String] {
    (head ?? "").split(whereSeparator: \.isNewline).map { $0.filter { !$0.isWhitespace } }
      .filter { line in !line.isEmpty && !["<<<", "===", ">>>", "|||"].contains { line.hasPrefix($0) } }
  }

  /// What is wrong with the history.
  package var remarks: [Remark] {
    var remarks: [Remark] = []
    for file in files {
      for parent in parents(of: file) where self.file(named: parent) == nil {
        remarks.append(
          Remark(
            severity: .error, message: "'\(file.name)' follows '\(parent)', which does not exist", place: file.place))
      }
    }
    let leaves = leaves
    if leaves.count > 1 {
      let names = leaves.map { "'\($0.name)'" }.joined(separator: " and ")
      let commands = leaves.map { "  swift run kindred-generate migrations rebase \($0.name) --target \(app)" }
      for leaf in leaves {
        remarks.append(
          Remark(
            severity: .error,
            message: "the history of '\(app)' ends in \(names); put one after the other:\n"
              + commands.joined(separator: "\n"), place: leaf.place))
      }
    } else if let leaf = leaves.first, headNames != [leaf.name] {
      let place = Place(path: headPath, line: 1, column: 1)
      let says =
        headNames.isEmpty ? "is missing or empty" : "says \(headNames.map { "'\($0)'" }.joined(separator: ", "))"
      remarks.append(
        Remark(
          severity: .error,
          message: "the last migration is '\(leaf.name)', but 'head' \(says); write that name into it", place: place))
    }
    return remarks
  }
}

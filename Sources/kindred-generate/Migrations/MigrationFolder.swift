import Foundation

/// The migrations of a target as files, the file `head`, which names the last one, and the file `sealed`, which lists those
/// that must not be edited any more.
///
/// Two branches that each add a migration change the same line of `head`, so that git reports a conflict where the
/// history would split.
package struct MigrationFolder {
  /// The files, by the names of their migrations.
  package let files: [MigrationFile]
  /// The old migrations that are data.
  package let archives: [ArchiveFile]
  /// The migrations that must not be edited any more.
  package let sealed: SealedList
  /// The text of `head`; nil if there is none.
  package let head: String?
  /// The path of `head`.
  package let headPath: String
  /// The target's name.
  package let app: String
  /// What the migrations in archives follow, by their names.
  private let archived: [String: [String]]

  /// Gathers files.
  package init(
    app: String, files: [MigrationFile], archives: [ArchiveFile] = [], head: String?, sealed: String? = nil,
    headPath: String
  ) {
    self.app = app
    self.files = files.sorted { $0.name < $1.name }
    self.archives = archives
    self.head = head
    self.headPath = headPath
    self.sealed = SealedList(text: sealed ?? "")
    archived = Dictionary(
      archives.flatMap(\.items).map { ($0.id, $0.after) }.map { (Self.name($0, in: app) ?? $0, $1) }
    ) { first, _ in first }
  }

  /// Reads the files of a target.
  ///
  /// - Parameters:
  ///   - paths: The Swift files.
  ///   - headPath: The path of the file `head`, which need not exist.
  package init(app: String, paths: [String], headPath: String) throws {
    let texts = try paths.map { ($0, try String(contentsOfFile: $0, encoding: .utf8)) }
    let folder = String(headPath.dropLast("head".count))
    self.init(
      app: app, files: texts.compactMap(MigrationFile.init), archives: texts.compactMap(ArchiveFile.init),
      head: try? String(contentsOfFile: headPath, encoding: .utf8),
      sealed: try? String(contentsOfFile: folder + "sealed", encoding: .utf8), headPath: headPath)
  }

  /// The path of the file `sealed`.
  package var sealedPath: String { headPath.dropLast("head".count) + "sealed" }

  /// The migration with a name.
  package func file(named name: String) -> MigrationFile? { files.first { $0.name == name } }

  /// The names of this target's migrations that one follows.
  package func parents(of file: MigrationFile) -> [String] { file.after.compactMap { Self.name($0.text, in: app) } }

  /// The names that a migration of a file or of an archive follows.
  private func parents(of name: String) -> [String] {
    file(named: name).map(parents) ?? archived[name]?.compactMap { Self.name($0, in: app) } ?? []
  }

  /// The name in a target: `0001_initial` of `Blog.0001_initial`; nil for one of another target.
  private static func name(_ text: String, in app: String) -> String? {
    guard let dot = text.firstIndex(of: ".") else { return text }
    return text[..<dot] == app ? String(text[text.index(after: dot)...]) : nil
  }

  /// The migrations that none follows.
  package var leaves: [MigrationFile] {
    let present = files.filter { replacements[$0.name] == nil }
    let followed = Set(present.flatMap(parents(of:)).map { replacements[$0] ?? $0 })
    return present.filter { !followed.contains($0.name) }
  }

  /// The names of migrations that another file replaces, with the name of that one.
  private var replacements: [String: String] {
    var found: [String: String] = [:]
    for file in files { for text in file.replaces { found[Self.name(text, in: app) ?? text] = file.name } }
    return found
  }

  /// The migration and all that it follows, directly or not.
  package func history(of file: MigrationFile) -> Set<String> {
    let replacements = replacements
    var found: Set<String> = []
    var open = [file.name]
    while let next = open.popLast() {
      guard found.insert(next).inserted else { continue }
      open += parents(of: next).filter { self.file(named: $0) != nil || archived[$0] != nil }
      open += parents(of: next).compactMap { replacements[$0] }
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
    let replacements = replacements
    for file in files {
      for parent in parents(of: file)
      where self.file(named: parent) == nil && archived[parent] == nil && replacements[parent] == nil {
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
    return remarks + sealRemarks
  }

  /// What differs from the sealed files.
  private var sealRemarks: [Remark] {
    let found = files.map { ($0.name, $0.seal, $0.place) } + archives.map { ($0.name, $0.seal, $0.place) }
    var remarks: [Remark] = []
    for (name, seal, place) in found {
      guard let known = sealed.hashes[name], known != seal else { continue }
      remarks.append(
        Remark(
          severity: .error,
          message:
            "'\(name)' is sealed, because databases may have it, and was edited; restore it and write a new migration. "
            + "If no database has it, remove its line from 'sealed'", place: place))
    }
    let present = Set(found.map(\.0)).union(archived.keys).union(replacements.keys)
    for name in Set(sealed.hashes.keys).subtracting(present).sorted() {
      remarks.append(
        Remark(
          severity: .error,
          message: "'\(name)' is sealed, because databases may have it, but its file is gone; restore it. If no "
            + "database has it, remove its line", place: Place(path: sealedPath, line: 1, column: 1)))
    }
    return remarks
  }
}

/// Puts one branch of a split history after the other: the files get new numbers, types and predecessors.
package struct Rebase {
  /// A file under its new path, with its new text.
  package struct Change: Equatable {
    /// The old path.
    package let from: String
    /// The new path.
    package let to: String
    /// The new text.
    package let text: String
  }

  /// The files that change, in the order of the history.
  package let changes: [Change]
  /// The name of the last migration afterwards.
  package let head: String

  /// An error of the command.
  package struct Problem: Error, CustomStringConvertible {
    /// A sentence that describes the error.
    package let description: String
  }

  /// Plans the change.
  ///
  /// - Parameters:
  ///   - name: The last migration of the branch that moves.
  ///   - folder: The migrations.
  package init(_ name: String, in folder: MigrationFolder) throws {
    guard let moved = folder.leaves.first(where: { $0.name == name }) else {
      let leaves = folder.leaves.map { "'\($0.name)'" }.joined(separator: ", ")
      throw Problem(description: "'\(name)' is not the end of a history; the ends are: \(leaves)")
    }
    let others = folder.leaves.filter { $0.name != name }
    guard let target = others.first, others.count == 1 else {
      throw Problem(
        description: others.isEmpty
          ? "the history has one end only, '\(name)': nothing is to be done"
          : "the history has more than two ends; put them after each other with git, one after the other")
    }
    let kept = folder.history(of: target)
    let moving = folder.files.filter { folder.history(of: moved).contains($0.name) && !kept.contains($0.name) }
      .sorted { folder.history(of: $0).count < folder.history(of: $1).count }
    if let fixed = moving.first(where: { folder.sealed.hashes[$0.name] != nil }) {
      throw Problem(
        description: "'\(fixed.name)' is sealed, because databases may have it; move the other end: '\(target.name)'")
    }
    var number = kept.compactMap(MigrationFile.number).max() ?? 0
    var names: [String: String] = [:]
    var changes: [Change] = []
    var last = target.name
    for file in moving {
      number += 1
      let type = Self.type(file.type.text, number: number)
      let name = MigrationFile.name(ofType: type)
      var replacements = [(file.type, type)]
      for piece in file.after {
        let prefix = piece.text.hasPrefix(folder.app + ".") ? folder.app + "." : ""
        let old = String(piece.text.dropFirst(prefix.count))
        if let new = names[old] {
          replacements.append((piece, prefix + new))
        } else if kept.contains(old) {
          replacements.append((piece, prefix + last))
        }
      }
      names[file.name] = name
      let folderPath = file.path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(
        separator: "/")
      changes.append(
        Change(
          from: file.path, to: (folderPath.isEmpty ? "" : folderPath + "/") + name + ".swift",
          text: file.replacing(replacements)))
      last = name
    }
    self.changes = changes
    head = last
  }

  /// The type with another number: `M0009_Author` from `M0008_Author`.
  private static func type(_ type: String, number: Int) -> String {
    guard type.hasPrefix("M") else { return type }
    let rest = type.dropFirst().drop { $0.isNumber }
    let digits = String(number)
    return "M" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + rest
  }
}

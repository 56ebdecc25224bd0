/// Notes the hashes of migrations that must not be edited any more.
package struct Sealing {
  /// The list afterwards.
  package let list: SealedList
  /// The migrations that are new in it, by name.
  package let added: [String]

  /// Seals a migration and all that it follows; archives too.
  ///
  /// - Parameters:
  ///   - name: The last migration to seal; nil for the last one of the target.
  ///   - folder: The migrations.
  /// - Throws: ``Rebase/Problem`` for a history with errors, which is not sealed.
  package init(upTo name: String?, in folder: MigrationFolder) throws {
    if let remark = folder.remarks.first { throw Rebase.Problem(description: "mend this first: \(remark.message)") }
    guard let last = name.map({ folder.file(named: $0) }) ?? folder.leaves.first else {
      let names = folder.files.map(\.name).joined(separator: ", ")
      throw Rebase.Problem(description: "there is no migration '\(name ?? "")'; there are: \(names)")
    }
    let history = folder.history(of: last)
    var list = folder.sealed
    var added: [String] = []
    let all = folder.files.filter { history.contains($0.name) }.map { ($0.name, $0.seal) }
    for (name, seal) in folder.archives.map({ ($0.name, $0.seal) }) + all where list.hashes[name] == nil {
      list.add(name, seal)
      added.append(name)
    }
    self.list = list
    self.added = added
  }
}

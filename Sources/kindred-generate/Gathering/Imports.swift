import KindredModelSyntax
import SwiftSyntax

/// The imports of all files with models, each once, for the generated file.
struct Imports {
  private(set) var lines: [String] = []

  /// Gathers imports.
  ///
  /// - Parameters:
  ///   - files: The files that have models.
  ///   - keepsAccess: Whether the generated file has public or package members. If not, imports need no access level.
  ///   - additional: What the generated file needs for its own public members.
  init(of files: [SourceFile], keepsAccess: Bool, additional: [String] = []) {
    var found: [String: AccessLevel?] = [:]
    var blocks: [String] = []
    for statement in files.flatMap({ Array($0.tree.statements) }) {
      if let declaration = statement.item.as(ImportDeclSyntax.self) {
        let access = keepsAccess ? declaration.modifiers.accessLevel : nil
        found.merge([declaration.bareText: access]) { max($0 ?? .filePrivate, $1 ?? .filePrivate) }
      } else if let block = statement.item.as(IfConfigDeclSyntax.self), let text = block.imports(keepsAccess) {
        if !blocks.contains(text) { blocks.append(text) }
      }
    }
    if found["import Kindred"] == nil {
      let access: AccessLevel? = found.values.contains(.public) ? .public : nil
      found["import Kindred"] = access
    }
    for line in additional { found[line] = .public }
    lines = found.sorted { $0.key < $1.key }.map { ImportDeclSyntax.prefix($0.value) + $0.key } + blocks.sorted()
  }
}

extension ImportDeclSyntax {
  /// The import without attributes and access level.
  fileprivate var bareText: String {
    let kind = importKindSpecifier.map { $0.text + " " } ?? ""
    return "import \(kind)\(path.trimmedDescription)"
  }

  fileprivate static func prefix(_ access: AccessLevel?) -> String {
    switch access {
    case .public: "public "
    case .package: "package "
    default: ""
    }
  }
}

extension IfConfigDeclSyntax {
  /// The block reduced to its imports; nil if it has none.
  fileprivate func imports(_ keepsAccess: Bool) -> String? {
    var lines: [String] = []
    var isEmpty = true
    for clause in clauses {
      let condition = clause.condition.map { " " + $0.trimmedDescription } ?? ""
      lines.append(clause.poundKeyword.text + condition)
      guard case .statements(let statements) = clause.elements else { continue }
      for declaration in statements.compactMap({ $0.item.as(ImportDeclSyntax.self) }) {
        isEmpty = false
        let access = keepsAccess ? declaration.modifiers.accessLevel : nil
        lines.append("  " + ImportDeclSyntax.prefix(access) + declaration.bareText)
      }
    }
    return isEmpty ? nil : (lines + ["#endif"]).joined(separator: "\n")
  }
}

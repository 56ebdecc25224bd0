import Foundation
import KindredMigrations
import Testing

@Suite("The pages of the linter's rules")
struct LintPageTests {
  private static let package = (0..<4).reduce(URL(fileURLWithPath: #filePath)) { folder, _ in
    folder.deletingLastPathComponent()
  }
  private static let folder = package.appendingPathComponent("Sources/Kindred/Documentation.docc/Linter")

  private func page(_ rule: LintRule) throws -> String {
    try String(contentsOf: Self.folder.appendingPathComponent("\(rule).md"), encoding: .utf8)
  }

  @Test("Every rule has a page, every page a rule, and the list of rules is complete")
  func pages() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).sorted()
    #expect(files == LintRule.all.map { "\($0).md" })
    let source = try String(
      contentsOf: Self.package.appendingPathComponent("Sources/KindredMigrations/Linting/LintRule.swift"),
      encoding: .utf8)
    let declared = source.matches(of: /static let k(\d+) = LintRule\("K(\d+)"\)/)
    #expect(declared.allSatisfy { $0.1 == $0.2 })
    #expect(declared.map { "K\($0.1)" } == LintRule.all.map(\.rawValue))
  }

  @Test("A finding names the page of its rule", arguments: LintRule.all)
  func addresses(rule: LintRule) throws {
    let place = try #require(rule.page.firstRange(of: "/blob/main/"))
    let path = String(rule.page[place.upperBound...])
    #expect(FileManager.default.fileExists(atPath: Self.package.appendingPathComponent(path).path))
  }

  @Test("A page says what a finding means, why it hurts, what to do, and how to accept it", arguments: LintRule.all)
  func contents(rule: LintRule) throws {
    let page = try page(rule)
    #expect(page.hasPrefix("# \(rule): "))
    let sections = page.split(separator: "\n").filter { $0.hasPrefix("### ") }
    #expect(
      sections == [
        "### Why it matters", "### What Kindred does by itself", "### What to do instead", "### How to accept it",
      ])
    #expect(page.contains("```swift\n"))
    #expect(page.contains("```sql\n"))
    #expect(page.contains(".acknowledging(.\(rule.rawValue.lowercased()), \""))
  }

  @Test("The guide and the catalogue link to every page")
  func links() throws {
    for name in ["ZeroDowntime.md", "Documentation.md"] {
      let text = try String(
        contentsOf: Self.folder.deletingLastPathComponent().appendingPathComponent(name), encoding: .utf8)
      for rule in LintRule.all { #expect(text.contains("<doc:\(rule)>"), "\(name) lacks \(rule)") }
    }
  }
}

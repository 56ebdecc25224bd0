import Testing
import kindred_generate

@Suite("Types that no column can have")
struct FieldTypeTests {
  @Test(
    "Each is reported once, at its property, with what to write",
    arguments: [
      (
        "Level", "'Level' needs 'Choices' to be the type of a column: enum Level: String, Choices { … }"
      ),
      ("Shop.Size?", "'Shop.Size' needs 'Choices' to be the type of a column: enum Size: Int, Choices { … }"),
      (
        "Point",
        "a column cannot have the type 'Point': keep it as JSON, with '@Field(.json)', or make 'Point' conform to "
          + "'StoredAs', or to 'Choices' if it is an enum with raw values"
      ),
      ("Blog", "'field' is a model: point to it with '@ForeignKey(onDelete: .cascade)' or another rule"),
      ("URL", "'field' cannot be a URL: keep its text, in a String, or keep it as JSON, with '@Field(.json)'"),
    ])
  func mistakes(_ type: String, _ message: String) {
    let text = """
      enum Level: String, Codable { case low }
      enum Shop { enum Size: Int { case small } }
      struct Point: Codable, Sendable { var x: Int }
      @Model struct Blog { var name: String }
      @Model struct Entry {
        var field: \(type)
      }
      """
    #expect(remarks(text) == ["Models.swift:6:7: error: \(message)"])
  }

  @Test(
    "Types that may be storable are left to the compiler",
    arguments: [
      "enum T: String, Choices { case a }", "enum T: String { case a }\nextension T: Kindred.Choices {}",
      "struct T: Money {}", "@Storable struct T {}", "typealias T = Int", "struct T: @unchecked Storable {}",
      "protocol T {}", "",
    ])
  func unknown(_ declaration: String) {
    #expect(remarks("\(declaration)\n@Model struct A { var t: T }") == [])
  }

  @Test("JSON documents, foreign keys and transient properties may have any type")
  func otherRoles() {
    let text = """
      struct Point {}
      @Model struct A {
        @Field(.json) var point: Point
        @ForeignKey(onDelete: .cascade) var parent: A?
        @Transient var cache: Point = Point()
      }
      """
    #expect(remarks(text) == [])
  }

  @Test("A required key cannot hold a field that may be nil")
  func keyTargets() {
    let text = """
      @Model struct Badge { @Field(unique: true) var code: String?; @Field(unique: true) var number: Int }
      @Model struct Owner {
        @ForeignKey(to: "code", onDelete: .cascade, relatedName: "a") var badge: Badge
        @ForeignKey(to: "code", onDelete: .cascade, relatedName: "b") var spare: Badge?
        @ForeignKey(to: "number", onDelete: .cascade, relatedName: "c") var numbered: Badge
      }
      """
    #expect(
      remarks(text) == [
        "Models.swift:3:69: error: 'badge' cannot be required, because 'Badge.code' may be nil: make it 'Badge?', or point "
          + "to another field"
      ])
  }

  @Test("A model of a dependency does not hide a standard type of the same name")
  func dependencies() {
    let collection = collection(
      ["A.swift": "@Model struct A { var date: Date }"], dependencies: ["B.swift": "@Model public struct Date {}"])
    #expect(collection.remarks.isEmpty)
  }
}

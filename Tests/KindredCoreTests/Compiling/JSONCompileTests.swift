import SwiftCompiler
import Testing

@Suite("Paths into documents that do not compile")
struct JSONCompileTests {
  static let owner = """
    import KindredCore
    struct Owner: JSONDocument {
      var name: String
      var age: Int?
      var pets: [Owner]
      struct JSONKeys {
        var name: JSONKey<String> { JSONKey("name") }
        var age: JSONKey<Int?> { JSONKey("age") }
        var pets: JSONKey<[Owner]> { JSONKey("pets") }
      }
      static var jsonKeys: JSONKeys { JSONKeys() }
    }
    func test(owner: JSONColumn<JSON<Owner>>, maybe: JSONColumn<JSON<Owner>?>, plain: JSONColumn<JSON<[Double]>>) {
    """

  @Test("HU-25: what is right compiles")
  func right() throws {
    let outcome = try Compiler.check(
      """
      \(Self.owner)
        _ = owner.name == "x" && owner.age > 3 && owner.pets[0].name.contains("y") && owner.pets[0].pets[-1].age == nil
        _ = maybe.name == nil && maybe.pets[1].name == "x" && maybe.age + 1 > 2
        _ = owner["name"] == "x" && owner["pets"][0]["age"] == 5 && owner["age"].as(Int.self) * 2 < 7
        _ = plain[0] == 1.5 && plain["x"].isJSONNull && owner == JSON(Owner(name: "", age: nil, pets: []))
        _ = owner.contains(["name": "x", "age": .null]) && owner.pets.raw.contains([["age": 1]]) && !owner.hasKey("x")
      }
      """)
    #expect(outcome.errors == [])
  }

  @Test(
    "HU-25: a misspelt key, a wrong type and a path into what has no keys are reported at their places",
    arguments: [
      (
        #"owner.nam == "x""#,
        "14:13: value of type 'JSONColumn<JSON<Owner>>' has no dynamic member 'nam' using key path from root type 'Owner.JSONKeys'"
      ),
      (
        #"owner.age.foo == 3"#,
        "14:17: referencing subscript 'subscript(dynamicMember:)' on 'JSONPath' requires that 'Int?' conform to 'JSONDocument'"
      ),
      (#"owner.pets[0].nam == "x""#, "14:17: no exact matches in call to subscript "),
      (
        #"owner.name == 3"#,
        "14:18: binary operator '==' cannot be applied to operands of type 'JSONPath<String>' and 'Int'"
      ),
    ])
  func wrong(_ expression: String, _ expected: String) throws {
    let outcome = try Compiler.check("\(Self.owner)\n  _ = \(expression)\n}")
    #expect(outcome.errors.first == expected, "\(outcome.errors)")
  }
}

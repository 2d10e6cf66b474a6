@testable import Formats
import Testing

struct BylineTests {
  @Test(arguments: [
    ("By Jane Doe", "Jane Doe"), ("BY JANE DOE", "JANE DOE"), ("by Jane Doe", "Jane Doe"),
    ("By Jane Doe and John Roe", "Jane Doe, John Roe"),
    ("By JANE DOE and John Roe, Staff Writer", "JANE DOE, John Roe"),
    ("By Jane Doe & John Roe", "Jane Doe, John Roe"),
    ("By Jane Doe, John Roe and Ann Poe", "Jane Doe, John Roe, Ann Poe"),
    ("By Jane Doe, John Roe, and Ann Poe, Staff Writers", "Jane Doe, John Roe, Ann Poe"),
    ("By Jane Doe, Associated Press", "Jane Doe"), ("By Jane Doe, AP", "Jane Doe"),
    ("By Jane Doe, Special to The Tidewater Post", "Jane Doe"),
    ("By Jane Doe, Chief Political Correspondent", "Jane Doe"),
    ("By Jane Doe of The Tidewater Post", "Jane Doe"), ("By Jane Doe | Tidewater Post", "Jane Doe"),
    ("By Jane Doe in New York", "Jane Doe"),
    ("By Jane Doe in Paris and John Roe in London", "Jane Doe, John Roe"),
    ("By Jane A. Doe", "Jane A. Doe"), ("By J. K. Rowling", "J. K. Rowling"),
    ("By J.R.R. Tolkien", "J.R.R. Tolkien"), ("By Ursula K. Le Guin", "Ursula K. Le Guin"),
    ("By Martin Luther King, Jr.", "Martin Luther King, Jr."),
    ("By John Roe III and Jane Doe", "John Roe III, Jane Doe"),
    ("By Vincent van Gogh", "Vincent van Gogh"), ("By Ludwig van der Rohe", "Ludwig van der Rohe"),
    ("By Gabriel García Márquez", "Gabriel García Márquez"), ("By Conor O'Brien", "Conor O'Brien"),
    ("By Siân Lloyd-Jones", "Siân Lloyd-Jones"), ("By Liam McDonald", "Liam McDonald"),
    ("By Stephen King", "Stephen King"), ("By Grace Kelly", "Grace Kelly"),
    ("By Jack White", "Jack White"), ("By April Smith", "April Smith"),
    ("By The Associated Press", "The Associated Press"), ("By Reuters", "Reuters"),
    ("By REUTERS", "REUTERS"), ("By Agence France-Presse", "Agence France-Presse"),
    ("By Jane Doe with John Roe", "Jane Doe, John Roe"), ("By  Jane\tDoe", "Jane Doe"),
  ])
  func `bylines name their authors, with or without a title above`(line: String, authors: String) {
    #expect(Byline(line, isBelowTitle: false)?.authors == authors)
    #expect(Byline(line, isBelowTitle: true)?.authors == authors)
  }

  @Test(arguments: [
    ("Von Jane Doe", "Jane Doe"), ("VON JANE DOE", "JANE DOE"),
    ("Von Jürgen Müller und Anna Groß", "Jürgen Müller, Anna Groß"),
    ("Von Jane Doe, Berlin-Korrespondentin", nil), ("Von Jane Doe, Redakteurin", "Jane Doe"),
    ("Par Jane Doe", "Jane Doe"), ("Par Jean-Pierre Léaud", "Jean-Pierre Léaud"),
    ("Par Jane Doe et John Roe", "Jane Doe, John Roe"),
    ("Par Jane Doe, envoyée spéciale", "Jane Doe"), ("Par Jane Doe, correspondante", "Jane Doe"),
  ])
  func `German and French bylines stand below a title`(line: String, authors: String?) {
    #expect(Byline(line, isBelowTitle: true)?.authors == authors)
    #expect(Byline(line, isBelowTitle: false) == nil)
  }

  @Test(arguments: [
    "", "By", "By ", "By Jane", "By the time we left", "By Popular Demand",
    "By Any Means Necessary",
    "By Royal Appointment", "By Land and Sea", "By Night in Chile", "By Candle Light",
    "By Grace Alone", "By Monday Morning", "By Sea To Africa", "By the Numbers: Ports",
    "By Dint Of Labour", "By Jove", "By Design", "By Invitation Only", "By Hook or by Crook",
    "By Fire And Sword", "By Way of Introduction", "By Jane Doe.", "By Jane Doe?",
    "By Jane Doe, who lives in Paris", "By Jane Doe went home", "By Jane Doe: a life",
    "By 2021 Most Ports Reopen", "By Jupiter's Moons", "By Tidewater", "By train through Siberia",
    "Bystanders Jane Doe", "By and Large", "By Our Own Hands", "Von Neumann Architecture",
    "Von Haus zu Haus", "Von Mensch zu Mensch", "Von Liebe und Hass", "Von der Leyen gewinnt",
    "Par Avion", "Par Monts et par Vaux", "Par exemple Jane Doe", "Jane Doe", "Written by Jane Doe",
    "By May Day", "By Order Of The Court", "By Means of Steam", "By Second Thought",
    "By Jane Doe, Oct. 18, 2021 at noon we left the port", "BY POPULAR DEMAND",
  ])
  func `other lines that start with the same word are no bylines`(line: String) {
    #expect(Byline(line, isBelowTitle: true)?.authors == nil)
    #expect(Byline(line, isBelowTitle: false)?.authors == nil)
  }
}

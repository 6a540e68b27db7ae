<?php
// Gives the answers of qti_answers.py to qti-sdk, the engine of TAO: every item alone, then the whole test.
//
//     php benchmarks/qti_sdk.php AUTOLOAD FOLDER
//
// AUTOLOAD is the autoloader of an installed qti-sdk, FOLDER the absolute path that qti_answers.py wrote to (2.1).

use qtism\common\datatypes as Types;
use qtism\common\datatypes\files\FileSystemFileManager;
use qtism\common\enums\BaseType;
use qtism\common\enums\Cardinality;
use qtism\data\storage\LocalFileResolver;
use qtism\data\storage\xml\XmlCompactDocument;
use qtism\data\storage\xml\XmlDocument;
use qtism\runtime\common\MultipleContainer;
use qtism\runtime\common\OrderedContainer;
use qtism\runtime\common\ResponseVariable;
use qtism\runtime\common\State;
use qtism\runtime\tests\AssessmentItemSession;
use qtism\runtime\tests\SessionManager;

[, $autoload, $folder] = $argv;
require $autoload;

function load(string $file): XmlDocument
{
    $document = new XmlDocument();
    $document->load($file);
    $document->schemaValidate();
    return $document;
}

function read(string $text, int $kind)
{
    switch ($kind) {
        case BaseType::IDENTIFIER:
            return new Types\QtiIdentifier($text);
        case BaseType::STRING:
            return new Types\QtiString($text);
        case BaseType::FLOAT: // as an entry for numbers holds it
            return is_numeric(trim($text)) ? new Types\QtiFloat((float) $text) : null;
        case BaseType::DIRECTED_PAIR:
            return new Types\QtiDirectedPair(...explode(' ', $text));
    }
    throw new UnexpectedValueException("base type $kind");
}

function state(AssessmentItemSession $session, array $response): State
{
    $state = new State();
    foreach ($response as $name => $value) {
        $declared = $session->getVariable($name);
        $kind = $declared->getBaseType();
        if (is_array($value)) {
            $ordered = $declared->getCardinality() === Cardinality::ORDERED;
            $container = $ordered ? new OrderedContainer($kind) : new MultipleContainer($kind);
            foreach ($value as $each) {
                $container[] = read($each, $kind);
            }
            $value = $container;
        } elseif ($value !== null) {
            $value = read($value, $kind);
        }
        $state->setVariable(new ResponseVariable($name, $declared->getCardinality(), $kind, $value));
    }
    return $state;
}

$count = $differing = 0;
foreach (json_decode(file_get_contents("$folder/answers.json"), true) as $file => $answers) {
    $item = load("$folder/$file")->getDocumentComponent();
    foreach ($answers as ['response' => $response, 'score' => $score]) {
        $session = new AssessmentItemSession($item);
        $session->beginItemSession();
        $session->beginAttempt();
        $session->endAttempt(state($session, $response));
        $earned = $session['SCORE'] === null ? 0 : $session['SCORE']->getValue();
        $count++;
        if (abs($earned - $score) > 1e-6) {
            $differing++;
            echo "$file: " . json_encode($response) . " earns $earned, not $score\n";
        }
    }
}
echo "$count answers, $differing of them with another mark\n";

// The whole test, every item answered by its key.
$test = XmlCompactDocument::createFromXmlAssessmentTestDocument(load("$folder/assessment.xml"), new LocalFileResolver());
$session = (new SessionManager(new FileSystemFileManager()))->createAssessmentTestSession($test->getDocumentComponent());
$session->beginTestSession();
for ($items = 0; $session->isRunning(); $items++) {
    $session->beginAttempt();
    $state = new State();
    foreach ($session->getCurrentAssessmentItemRef()->getResponseDeclarations() as $declaration) {
        $variable = ResponseVariable::createFromDataModel($declaration);
        if ($declaration->getCorrectResponse()) {
            $variable->setValue($variable->getCorrectResponse());
        }
        $state->setVariable($variable);
    }
    $session->endAttempt($state);
    $session->moveNext();
}
echo "$items items answered by their keys: {$session['SCORE']} of {$session['MAXSCORE']}\n";
exit($differing ? 1 : 0);
